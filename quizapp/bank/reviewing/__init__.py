"""Reviewing: the way of an item from draft to retired, remarks on it, reports of errors, dates that run out.

`workflow` is pure and decides every step; what it decides is written by `standing` and `service` alone, each
step in the audit log. Items and their versions are the bank's; here is who may put which of them in force.
"""
