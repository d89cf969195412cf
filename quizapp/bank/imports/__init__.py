"""Imports: a file on its way into a bank: read, compared, looked at, decided, stored, and taken back as a whole.

Each question of the file is a row that waits; nothing of it is in the bank until the import is confirmed.
What is confirmed is written in chunks to a bank that nobody sees, and then shown by one transaction.
`comparing` and `cells` are pure; `running` is the edge that works in the background, chunk by chunk.
"""
