"""Me: a member's own page, and the ledger behind it for those who may see it.

Composes reads of `record`, `papers` and `boards`; the only thing it writes is a reversal, through
`record.service`. Owns no tables.
"""
