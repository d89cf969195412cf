"""Regrading: a key that was found wrong late, and everything that follows from it.

The edge that drives bank → papers → practice and contests → live → record → notices: what each of them does
stays theirs, here stands in which order, how far it has come, and what it did. Nothing is written before it was
shown whom it touches; nothing is changed in place; taking one back is another regrade.
"""
