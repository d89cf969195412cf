"""Pages of points; each module registers its views on the one blueprint."""

from ...files import access as file_access
from ..access import may_see_evidence
from ..claims import SUBJECT
from . import batches, claims, editor, entries, judging, objections, rules, sheets, trials
from .blueprint import blueprint

__all__ = [
    "batches",
    "blueprint",
    "claims",
    "editor",
    "entries",
    "judging",
    "objections",
    "rules",
    "sheets",
    "trials",
]

file_access.register(SUBJECT, may_see_evidence)
