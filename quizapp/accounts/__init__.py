"""Accounts: who you are, which branch and group, how you prove it.

Owns organisation, branches, groups, members, sessions, invitations, tokens and the import of
members. Knows no other feature; every feature may import its `service`, `queries` and `models`.
What a role may do stands in `core.permissions`.
"""
