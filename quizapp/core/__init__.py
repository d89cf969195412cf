"""Core: what every feature may lean on, and knows no feature itself.

Owns the clock (the only reader of real time), ids and tokens, column types, domain errors,
the permission table, paging, the audit log and the unit of work. May import nothing of the
product but `extensions`.
"""
