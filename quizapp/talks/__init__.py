"""Talks: heart-to-heart talks (谈心谈话), confidential to the two who had them.

Owns who is to talk with whom, what was noted, and the counts that others may see. What was said is shown to
those concerned alone: not to organisers, not to administrators, in no export and no log.
"""
