"""Notices: what the program has to tell one member, kept until it was read.

Owns the inbox and the texts of every kind of notice; a feature tells what happened by `service.tell` and
knows nothing of how it is shown. Knows people alone; features import it.
"""
