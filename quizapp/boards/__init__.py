"""Boards: who and which group or branch stands where by points, in a week, month, quarter or year.

Reads the record's running totals and the people; writes nothing and decides no points. Knows
`record` and `accounts`; `display` shows its boards on the big screen.
"""
