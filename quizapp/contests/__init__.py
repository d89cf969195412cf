"""Contests over a window: members enter on their own between an opening and a closing time.

Owns the contest, its steps and decisions, and the settled places. Pure here: `standings`. May know
papers (the attempts), bank (the blueprint's pool), record (the credit it reports) and accounts.
Points of the record are decided there, never here; a restatement appends, it edits nothing.
"""
