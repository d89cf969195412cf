"""Practice: answering for oneself, with the key and the reason after each question.

Owns how a practice begins, what it earns, and the member's shelves (book of mistakes, favourites,
progress by topic) as pages. The attempt itself, its marking and each item's standing belong to
papers. May know papers, bank, record and accounts.
"""
