"""Points: how a branch sets its points sheet, and how points come in that nobody can count by machine.

Owns the sheet's editor and its simulation, claims with evidence and their approval, entry for many at once,
objections and their answers. Every entry goes through the door of `record`.
"""
