"""The mark of views that take files: how large a request may be, and the slow part done before the view runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import request

from ..core.errors import DomainError
from ..web.access import me
from . import service
from .kinds import MB, most_bytes

View = TypeVar("View", bound=Callable[..., Any])
WORDS = 2 * MB  # what the fields beside the files may weigh


def takes_files(*kinds: str, count: int = 1) -> Callable[[View], View]:
    """Let a view take up to `count` files of these kinds in one request, streamed to the disk.

    Written below the mark of access. What is refused is raised by `service.take_in`, so that a form can show it.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def receiving(*args: Any, **kwargs: Any) -> Any:
            for _, upload in request.files.items(multi=True):
                if upload.filename:
                    _receive(upload, kinds)
            return view(*args, **kwargs)

        receiving.most_bytes = count * most_bytes(kinds) + WORDS  # type: ignore[attr-defined]  # a mark `web.intake` reads
        return receiving  # type: ignore[return-value]  # it takes and returns what the view does

    return mark


def _receive(upload: Any, kinds: tuple[str, ...]) -> None:
    try:
        service.count_upload(me().member_id)
        service.receive(upload, kinds)
    except DomainError as refused:
        upload.refused = refused
