"""Evaluation: a period's points made into levels, shown for objections, settled and sealed.

Owns evaluations, their vetoes and rulings, objections, seals and weighted sheets. Reads the ledger, never
writes it but through `record`'s corrections; what is sealed can be checked at any time.
"""
