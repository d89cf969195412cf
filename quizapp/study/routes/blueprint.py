"""The blueprint on which the modules of this package register their views."""

from __future__ import annotations

from flask import Blueprint

from .. import article

blueprint = Blueprint("study", __name__, url_prefix="/study")
blueprint.add_app_template_filter(article.article)
blueprint.add_app_template_filter(article.source_line)
