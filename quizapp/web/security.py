"""Headers that hold on every answer: a strict content policy, nothing framed, nothing sniffed."""

from __future__ import annotations

from flask import Flask, Response

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)


CSP = "Content-Security-Policy"
FIXED = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
]


def init_app(app: Flask) -> None:
    """Set the headers after every request."""

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        headers.extend(FIXED)
        if CSP not in headers:  # an uploaded picture carries a stricter one
            headers[CSP] = POLICY
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"  # pages show personal records
        return response
