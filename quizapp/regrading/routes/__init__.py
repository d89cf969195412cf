"""The pages of regrading: choose and preview, carry out, follow, look back, take back."""

from .blueprint import blueprint

__all__ = ["blueprint"]
