"""Home: the first page of a signed-in member, and the guided start of an installation.

Composes reads of the features; owns no tables and no rules.
"""
