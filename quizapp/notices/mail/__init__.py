"""The digest e-mail: what a member has not read yet, once a day or a week, where the installation has a mail server.

Owns confirmed addresses and the log of what was sent. A notice is sent at most once: it is noted before the mail
goes, and given back only when the mail server certainly did not take it.
"""
