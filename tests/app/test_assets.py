"""Stylesheets and scripts on the wire: compressed for who takes that, the same text for everybody."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask

from quizapp.web.assets import css_bundle
from tests.fixtures.app import Client


@pytest.fixture(params=["bundle", "script"])
def address(request: pytest.FixtureRequest, app: Flask) -> str:
    with app.test_request_context():
        return css_bundle("app") if request.param == "bundle" else "/static/js/core/page.js"


def test_a_text_is_compressed_for_who_takes_it(client: Client, address: str) -> None:
    plain = client.get(address, buffered=True)
    packed = client.get(address, buffered=True, headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 2 < len(plain.data) or len(plain.data) < 4096
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (plain, packed))
    assert plain.headers["Cache-Control"] == packed.headers["Cache-Control"]


def test_what_a_browser_has_is_not_sent_again(client: Client, address: str) -> None:
    headers = {"Accept-Encoding": "gzip"}
    first = client.get(address, buffered=True, headers=headers)
    again = client.get(address, buffered=True, headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
