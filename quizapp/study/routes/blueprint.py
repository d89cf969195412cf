"""The blueprint on which the modules of this package register their views."""

from __future__ import annotations

from functools import partial

from flask import Blueprint

from .. import article, figures

blueprint = Blueprint("study", __name__, url_prefix="/study")
blueprint.add_app_template_filter(partial(article.article, pictures=figures.address), "article")
blueprint.add_app_template_filter(article.source_line)
