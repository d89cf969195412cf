"""Pages of study; each module registers its views on the one blueprint."""

from . import beside, courses, discussing, managing, managing_courses, notes, reading
from .blueprint import blueprint

__all__ = [
    "beside",
    "blueprint",
    "courses",
    "discussing",
    "managing",
    "managing_courses",
    "notes",
    "reading",
]
