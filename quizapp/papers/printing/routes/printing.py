"""A saved paper: what can be printed of it, as pages and as Word documents."""

from __future__ import annotations

import io

from flask import render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ....accounts import queries as accounts
from ....bank.formats import Format, handling
from ....bank.media.queries import picture_data
from ....core.permissions import Permission
from ....web.access import requires
from .. import queries, words
from .blueprint import blueprint, paper_of, variant_of


@blueprint.get("/<int:paper_id>/")
@requires(Permission.MANAGE_BANK)
def show(paper_id: int) -> ResponseReturnValue:
    row = paper_of(paper_id)
    return render_template("printing/show.html", row=row, sheets=queries.sheets(row), words=words)


@blueprint.get("/<int:paper_id>/sheet")
@requires(Permission.MANAGE_BANK)
def sheet(paper_id: int) -> ResponseReturnValue:
    row = paper_of(paper_id)
    return render_template("printing/sheet.html", row=row, sheet=variant_of(row), words=words)


@blueprint.get("/<int:paper_id>/key")
@requires(Permission.MANAGE_BANK)
def key(paper_id: int) -> ResponseReturnValue:
    row = paper_of(paper_id)
    return render_template("printing/key.html", row=row, sheets=queries.sheets(row), words=words)


@blueprint.get("/<int:paper_id>/sheet.docx")
@requires(Permission.MANAGE_BANK)
def sheet_docx(paper_id: int) -> ResponseReturnValue:
    from .. import word  # much, and seldom wanted

    row = paper_of(paper_id)
    one, site = variant_of(row), accounts.kept_site()
    content = word.sheet_docx(row, one, picture_data, site.unit or site.name)
    return _file(content, row.title, words.variant_title(one))


@blueprint.get("/<int:paper_id>/key.docx")
@requires(Permission.MANAGE_BANK)
def key_docx(paper_id: int) -> ResponseReturnValue:
    from .. import word

    row = paper_of(paper_id)
    return _file(word.key_docx(row, queries.sheets(row), picture_data), row.title, gettext("参考答案"))


def _file(content: bytes, *names: str) -> Response:
    name = "-".join(filter(None, names))
    return send_file(
        io.BytesIO(content), handling(Format.DOCX).mimetype, as_attachment=True, download_name=f"{name}.docx"
    )
