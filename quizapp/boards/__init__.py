"""Boards: who and which group or branch stands where by points, in a week, month, quarter or year.

Reads the record's running totals, the people and the duties; decides no points, and writes nothing but
the calendar of working days and the weights of 活跃度. Knows `record`, `plans` and `accounts`; `display` shows its boards on the big screen.
"""
