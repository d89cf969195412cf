"""Partners: joint study (联建) with other units, whose people come as guests.

A partner is a branch marked as guest: its walls are those of every branch. Owns the agreement, the way in,
and what is shared with it.
"""
