"""Bank: items, their versions, how they are marked, and the files they come in and go out by.

Owns what a question says and which response is right; a changed item is a new version. Pure here:
`item`, `marking`, `native`, `normalise`, `lint`, `material` and what they are made of; only
`formats` touches file formats, on bytes given to it. May know core and accounts. Knows no paper,
no attempt and no contest: who was asked what, and what it was worth, is decided elsewhere.
"""
