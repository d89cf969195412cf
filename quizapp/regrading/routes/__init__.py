"""The pages of regrading: choose and preview, carry out, follow, look back, take back."""

from . import looking, starting
from .blueprint import blueprint

__all__ = ["blueprint", "looking", "starting"]
