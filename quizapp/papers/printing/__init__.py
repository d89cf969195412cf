"""Papers to print: a choice of items laid out as a sheet, its answer sheet and key, on the screen and as .docx.

Owns what was printed: which versions of which items, what each is worth, and the seed from which every variant
is laid out again. Pure: `layout`. May know papers, bank, accounts. Knows no contest: a paper of one keeps its
source as text, as attempts do.
"""
