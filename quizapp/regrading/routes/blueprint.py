"""The blueprint of the regrading pages."""

from __future__ import annotations

from flask import Blueprint

from .. import models  # noqa: F401  # its tables belong to the application

blueprint = Blueprint("regrading", __name__)
