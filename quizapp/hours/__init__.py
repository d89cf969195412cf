"""Hours (学时): how long each member studied, as an append-only ledger beside the points.

Owns entries, the branch's length of one 学时 and the pages that show them. Features credit minutes by one
door, under a key that makes a repeat harmless; a correction is an entry that names what it takes back.
Knows people and the committee alone.
"""
