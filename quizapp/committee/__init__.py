"""Committee: the branch's committee, its terms and duties, and who leads which group.

Owns terms, posts and the date of re-election. Says who the secretary is on a day. Knows people and notices.
"""
