"""The blueprint that the pages of live contests hang on. Players come in at /join, everything else is below /live."""

from __future__ import annotations

from flask import Blueprint

from .. import models as models

blueprint = Blueprint("live", __name__)
