"""Duplicates: items of a branch's banks whose stems are the same or near, in groups, and what was decided of them.

`alike` is pure and finds the pairs; `finding` reads the banks and keeps the groups until an item changes;
`service` writes decisions. Finding while somebody writes is `search.near_items`.
"""
