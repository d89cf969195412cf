"""Watches what a browser complains of: console errors, uncaught errors, refused content, requests to other hosts."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError


class Watch:
    """Collects the complaints of one browser context; `expect` names those that a test provokes."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self._base = base
        self._found: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def expect(self, pattern: str) -> None:
        """Let complaints that match pass: a lost line, a form that was refused."""
        self._expected.append(re.compile(pattern))

    @property
    def complaints(self) -> list[str]:
        return [one for one in self._found if not any(each.search(one) for each in self._expected)]

    def taken(self) -> list[str]:
        """Return the complaints so far, and begin anew."""
        found, self._found = self.complaints, []
        return found

    def _console(self, message: ConsoleMessage) -> None:
        # A breach of the content policy is a console error too.
        if message.type in ("error", "warning"):
            self._found.append(f"console {message.type}: {message.text} at {message.location.get('url', '')}")

    def _error(self, error: WebError) -> None:
        page = error.page.url if error.page else ""
        self._found.append(f"uncaught: {error.error} at {page}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._base}/", "data:", "blob:")):
            self._found.append(f"request to another host: {request.url}")
