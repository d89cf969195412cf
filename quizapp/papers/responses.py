"""From posted fields to a response: what `components/question.html` writes, with and without scripts."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from ..bank.item import ItemType
from ..core.errors import Invalid
from ..core.i18n import N_
from .questions import Slot


def from_form(slot: Slot, form: MultiDict[str, str], name: str) -> Any:
    """Return what the fields called `name` say about a position, None for nothing; raises Invalid.

    The response has the shape of the API; whether its ids exist is for marking to say.
    """
    match slot.type:
        case ItemType.MULTIPLE:
            return form.getlist(name) or None
        case ItemType.BLANK:
            texts = [text.strip() for text in form.getlist(name)]
            return texts if any(texts) else None
        case ItemType.MATCHING:
            start = f"{name}-match-"
            pairs = {
                key.removeprefix(start): form[key] for key in form if key.startswith(start) and form[key]
            }
            return pairs or None
        case ItemType.ORDERING:
            return _ordered(
                {option: form.get(f"{name}-rank-{option}", "").strip() for option, _ in slot.options}
            )
        case _:
            return form.get(name, "").strip() or None


def _ordered(ranks: dict[str, str]) -> list[str] | None:
    if not any(ranks.values()):
        return None
    places = {str(place) for place in range(1, len(ranks) + 1)}
    if set(ranks.values()) != places:
        raise Invalid(N_("请给每一项填一个位次：1 到 %(most)d，各用一次。"), field="rank", most=len(ranks))
    return sorted(ranks, key=lambda option: int(ranks[option]))
