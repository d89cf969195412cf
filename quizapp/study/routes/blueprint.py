"""The blueprint on which the modules of this package register their views."""

from __future__ import annotations

from functools import partial

from flask import Blueprint
from flask_babel import gettext

from ...files import access
from .. import article, figures, material_files
from ..kinds import NAMES
from ..words import host_of

blueprint = Blueprint("study", __name__, url_prefix="/study")
blueprint.add_app_template_filter(partial(article.article, pictures=figures.address), "article")
blueprint.add_app_template_filter(article.source_line)
blueprint.add_app_template_filter(host_of, "host")
blueprint.add_app_template_filter(lambda kind: gettext(NAMES[kind]), "kind_name")
access.register(material_files.FILE, material_files.may_see)
access.register(material_files.POSTER, material_files.may_see)
