"""The blueprint on which the modules of this package register their views."""

from __future__ import annotations

from flask import Blueprint

from .. import models as models

blueprint = Blueprint("activities", __name__, url_prefix="/activities")
