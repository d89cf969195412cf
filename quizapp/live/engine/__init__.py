"""The contest engine: pure. It knows rule sheets, questions and time that it is told; no database, no web, no clock.

`game` is the way in: decide → events → evolve → state. `sheet` is what rules can say, `rounds` how each kind of
round is played, `standings` who stands where. Nothing about a score is changed: entries are appended, each from
one event of the log.
"""
