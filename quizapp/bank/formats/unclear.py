"""A question that does not say what it must."""

from __future__ import annotations


class Unclear(Exception):
    """Why a question cannot be taken; `message` is a source text."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message, self.params = message, params
