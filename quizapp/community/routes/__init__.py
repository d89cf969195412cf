"""Pages of the community; each module registers its views on the one blueprint."""

from . import (
    birthdays,
    birthdays_desk,
    honours,
    honours_desk,
    person,
    pledges,
    pledges_desk,
    transfers,
    voices,
    voices_desk,
    welcome,
)
from .blueprint import blueprint

__all__ = [
    "birthdays",
    "birthdays_desk",
    "blueprint",
    "honours",
    "honours_desk",
    "person",
    "pledges",
    "pledges_desk",
    "transfers",
    "voices",
    "voices_desk",
    "welcome",
]
