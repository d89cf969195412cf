"""Pictures that items name: known, described, and held for as long as a version names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...core.errors import Invalid
from ...core.i18n import N_
from ...extensions import db
from .. import markup, media
from ..item import Item
from ..models import Bank


def hold_pictures(bank_id: int, items: Iterable[Item]) -> None:
    """Keep what stored versions name; a name without a picture shows its description."""
    names = {name for item in items for _, text in texts_of(item) for name in markup.pictures(text)}
    if names:
        media.hold(names, db.session.get_one(Bank, bank_id).branch_id)


def check_pictures(bank: Bank, item: Item) -> None:
    """Refuse an item that names a picture which is not there, or leaves one without a description."""
    named = [(field, name) for field, text in texts_of(item) for name in markup.pictures(text)]
    missing = media.hold({name for _, name in named}, bank.branch_id)
    for field, name in named:
        if name in missing:
            raise Invalid(N_("这张图片已经不在了（上传后一天内要保存），请重新插入。"), field=field)
    for field, text in texts_of(item):
        if markup.undescribed(text):
            raise Invalid(N_("图片要有说明：看不到图的人靠它答题。写在 ![ ] 的方括号里。"), field=field)


def texts_of(item: Item) -> Iterator[tuple[str, str]]:
    """Yield the texts that may carry marks, each with its field in the form."""
    yield "stem", item.stem
    for letter, text in item.options:
        yield f"option_{letter}", text
    for number, (_, text) in enumerate(item.left, 1):
        yield f"left_{number}", text
    yield "explanation", item.explanation
