"""The wall: what everybody in the room sees of a contest, and a finished one played again."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from ...web.links import qr_svg
from ..fitting import question_fit, reveal_fit
from ..words import verdict_word
from .blueprint import blueprint

blueprint.add_app_template_filter(question_fit)
blueprint.add_app_template_filter(reveal_fit)
blueprint.add_app_template_filter(verdict_word)


@blueprint.app_template_filter()
@lru_cache(maxsize=32)
def qr_code(address: str) -> Markup:
    """Return an address as a code to scan, drawn once."""
    return qr_svg(address)
