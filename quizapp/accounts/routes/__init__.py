"""Pages of the people; each module registers its views on the one blueprint."""

from . import (
    audit,
    branches,
    entering,
    groups,
    importing,
    invitations,
    members,
    membership,
    profile,
    setup,
    site,
)
from .blueprint import blueprint

__all__ = [
    "audit",
    "blueprint",
    "branches",
    "entering",
    "groups",
    "importing",
    "invitations",
    "members",
    "membership",
    "profile",
    "setup",
    "site",
]
