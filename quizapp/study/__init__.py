"""Study: the library of materials, and who has read what.

Owns materials and readings. A reading counts once the check at its end was passed; then it reports one
credit to the record. Knows `bank`, `papers`, `record` and `accounts`.
"""
