"""Pages of study; each module registers its views on the one blueprint."""

from . import beside, counting, courses, discussing, editing, managing, managing_courses, notes, reading
from .blueprint import blueprint

__all__ = [
    "beside",
    "blueprint",
    "counting",
    "courses",
    "discussing",
    "editing",
    "managing",
    "managing_courses",
    "notes",
    "reading",
]
