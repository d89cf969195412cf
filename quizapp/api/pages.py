"""The description of the calls: as a document for programs and as a page for people."""

from __future__ import annotations

from flask import Response, render_template

from ..core.i18n import N_
from ..web.access import public
from . import shapes
from .blueprint import blueprint
from .document import document
from .operation import describes
from .reading import calls, shown_schemas


@blueprint.get("/openapi.json")
@public
@describes(N_("给程序读的接口文档"), returns="Document")
def openapi() -> Response:
    return shapes.reply(document())


@blueprint.get("/docs")
@public
@describes(N_("给人读的接口文档"), returns="Page", media="text/html")
def docs() -> str:
    made = document()
    return render_template(
        "api/docs.html", about=made["info"], groups=calls(made), schemas=shown_schemas(made)
    )
