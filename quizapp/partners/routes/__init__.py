"""Pages of joint study; each module registers its views on the one blueprint."""

from . import coming_in, managing
from .blueprint import blueprint

__all__ = ["blueprint", "coming_in", "managing"]
