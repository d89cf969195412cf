"""Documents: one description of a printed sheet, as a page to print, as PDF and as Word.

Owns the model of a document (pure) and its three writers. Knows nothing of what a document says.
"""
