"""Plans: the year's study plan by month, and the duties that the rules set, filled from what was held.

Owns plan items, the branch's own rule for each duty, and the early warning of who has not taken part. Reads
activities, talks, contests, study, hours and the record; writes in them one thing alone, which item of the
plan an activity fills.
"""
