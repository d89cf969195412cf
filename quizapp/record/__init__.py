"""Record: each member's points (积分), as an append-only ledger and what folds out of it.

Owns points sheets, entries, totals and evaluations. Others report what happened through
`service.report`; how many points that is, `rules` alone decides. Pure here: `amounts`, `reading`,
`periods`, `sheet`, `sheet_rule`, `rules`, `evaluate`, `script`, `simulate`. May know core and accounts. Knows no
contest, paper or article: an entry keeps rule, key and title as text. An entry is never edited; a
correction is an entry that names what it takes back, and it re-opens no cap.
"""
