"""Questions that are not taken: one that does not say what it must, and one of a kind that the bank does not have."""

from __future__ import annotations


class Unclear(Exception):
    """Why a question cannot be taken; `message` is a source text."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message, self.params = message, params


class PassedOver(Unclear):
    """Why a question is left aside without an error: nobody could mend it in this file."""
