"""Taking in the picture that a form carries."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from flask import request

from ...core import clock, pictures
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...core.transaction import unit_of_work
from ...infra.os_thread import os_thread_runner
from . import service


def take_in(branch_id: int | None, *, actor: Identity) -> str:
    """Keep the picture of the request's form for a branch and return its name."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        raise Invalid(N_("请选择一张图片。"), field="picture")
    if not request.form.get("alt", "").strip():
        raise Invalid(N_("请写图片说明：看不到图的人靠它答题。"), field="alt")
    content = file.stream.read(pictures.MAX_BYTES + 1)
    decoded = _decoder()(partial(pictures.decode, content))
    with unit_of_work():
        service.keep_picture(decoded, branch_id, actor=actor, now=clock.now())
    return str(decoded.name)


@lru_cache(maxsize=1)
def _decoder() -> Any:
    """Return what decodes: one picture at a time in a thread of its own, so that memory stays within one picture's."""
    return os_thread_runner()
