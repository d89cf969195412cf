"""Pages of activities; each module registers its views on the one blueprint."""

from . import attachments, desk, feeds, managing, pages, screen, sheets, signing
from .blueprint import blueprint

__all__ = ["attachments", "blueprint", "desk", "feeds", "managing", "pages", "screen", "sheets", "signing"]
