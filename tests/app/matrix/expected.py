"""What may be expected of a route, and the methods it is asked with.

In this order: visitor, then member leader organiser admin at what is their own or their branch's, then the same four
at what is another branch's, then at what is a colleague's.
a allowed · s sent to sign-in (401 for scripts) · f forbidden · n not found
"""

from __future__ import annotations

ANYBODY = "a aaaa"
ANYBODYS = "a aaaa aaaa"
NOBODYS = "n nnnn nnnn"
PEOPLE = "s aaaa"
PERSONAL = "s aaaa nnnn nnnn"
OWN_BRANCH = "s aaaa nnnn"  # what even an administrator takes part in at home alone
STAGED = "s ffaa ffnn ffnn"  # organisers' uploads, each the uploader's own
BRANCH = "s aaaa nnna"
LEADERS = "s faaa fnna"
ORGANISERS = "s ffaa"
ORGANISED = "s ffaa ffna"
ADMINS = "s fffa"
ANY_BRANCH = "s fffa fffa"

GET, POST, PUT, BOTH = "GET", "POST", "PUT", "GET POST"
