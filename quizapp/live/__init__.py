"""Live: contests in the room. Owns their preparation, log, participants, answers, and everything shown of them.

The log is the truth: an engine without database or clock (`engine`) decides what a command leads to, `room` appends
it under the contest's lock and wakes the screens, `projections` say what host, player and screen may see of it.
Answers that everybody gives at once are rows of their own, graded into one event when the question closes.
Knows papers (the book of mistakes), the bank, the record's door and accounts; nothing of boards or displays.
"""
