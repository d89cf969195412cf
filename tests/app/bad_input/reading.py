"""Which names of an address its view asks for: what nobody reads cannot change the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict

#: Stands for every name: the view goes through all that came.
ANY = "*"


def names_read(app: Flask) -> set[str]:
    """Return a set that is filled while requests are answered; `clear` it before the one to look at."""
    read: set[str] = set()

    class Noting(ImmutableMultiDict[str, str]):
        def __getitem__(self, name: str) -> Any:
            read.add(name)
            return super().__getitem__(name)

        def getlist(self, key: str, *args: Any, **more: Any) -> Any:
            read.add(key)
            return super().getlist(key, *args, **more)

        def __contains__(self, name: object) -> bool:
            read.add(str(name))
            return super().__contains__(name)

        def __iter__(self) -> Iterator[str]:
            read.add(ANY)
            return super().__iter__()

        def items(self, multi: bool = False) -> Any:
            if not multi:  # with it, the intake looks at every request
                read.add(ANY)
            return super().items(multi)

        def lists(self) -> Any:
            read.add(ANY)
            return super().lists()

    app.request_class = type("Noted", (app.request_class,), {"parameter_storage_class": Noting})
    return read
