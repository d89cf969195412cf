"""Holds every answer of the API against the OpenAPI document, strictly: a status or a field that it does not name fails."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from quizapp.api.document import build

ANYWHERE = {400, 405, 413, 503}  # of the server as such, not of a call


class Contract:
    """What the document promises of each call."""

    def __init__(self, app: Flask) -> None:
        self._router = app.url_map.bind("localhost")
        self.document = build(app)
        self._components = _closed(self.document["components"])
        self._operations = {
            operation["operationId"]: operation
            for methods in self.document["paths"].values()
            for operation in methods.values()
        }

    def check(self, method: str, path: str, response: TestResponse) -> None:
        """Fail when an answer is not as the document says."""
        try:
            endpoint, _ = self._router.match(path.partition("?")[0], method)
        except HTTPException:
            return  # no such call
        promised = self._operations[endpoint.removeprefix("api.")]["responses"]
        status = str(response.status_code)
        if status not in promised:
            assert response.status_code in ANYWHERE, (method, path, status, response.text[:500])
            return
        answer = promised[status]
        if "$ref" in answer:
            answer = self._components["responses"][status]
        ((media, content),) = answer["content"].items()
        assert response.mimetype == media, (method, path, response.mimetype)
        if media.endswith("json"):
            schema = {**content["schema"], "components": self._components}
            Draft202012Validator(schema).validate(response.get_json(force=True))


def _closed(node: Any) -> Any:
    """Return the schemas with no room for fields that they do not name."""
    if isinstance(node, list):
        return [_closed(one) for one in node]
    if not isinstance(node, dict):
        return node
    closed = {name: _closed(value) for name, value in node.items()}
    if isinstance(node.get("properties"), dict) and node.get("type") in ("object", ["object", "null"]):
        closed["additionalProperties"] = False
    return closed
