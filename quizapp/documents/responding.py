"""A document as the answer to a request, in the form that the address asks for."""

from __future__ import annotations

import base64
import io
from typing import Literal

from flask import current_app, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ..core.word import MIMETYPE as DOCX
from ..infra.os_thread import call_in_pool
from . import fonts
from .fonts import Font, FontMissing
from .model import Document, Picture, aligned, pairs, shares

Form = Literal["html", "pdf", "docx"]
FORMS: tuple[Form, ...] = ("html", "pdf", "docx")
_MIMETYPES = {
    "pdf": "application/pdf",
    "docx": DOCX,
}


def asked_form() -> Form:
    """Return the form that the address names with `form`, else the page to print."""
    asked = request.args.get("form")
    return next((form for form in FORMS if form == asked), "html")


def respond(
    document: Document, form: Form, filename: str, back: tuple[str, str] | None = None
) -> ResponseReturnValue:
    """Return the document as a page to print, as PDF or as Word; without a font the page stands for the PDF.

    `back` is the label and address of where the page's reader came from.
    """
    if form == "docx":
        from . import word  # much, and seldom wanted

        return _file(word.render(document), form, filename)
    notice = ""
    if form == "pdf":
        try:
            return _file(pdf_of(document), form, filename)
        except FontMissing as missing:
            notice = gettext(missing.message)
    return render_template(
        "documents/page.html",
        document=document,
        back=back,
        notice=notice,
        others=_others(),
        aligned=aligned,
        pairs=pairs,
        shares=shares,
        kind=lambda block: type(block).__name__,
        source=_source,
    )


def pdf_of(document: Document) -> bytes:
    """Return the document as PDF, set in a thread of its own: a second of work stops nobody. Raises FontMissing."""
    font = chosen_font()

    def render() -> bytes:
        from . import pdf  # much, and seldom wanted

        return pdf.render(document, font)

    return bytes(call_in_pool(render))


def chosen_font() -> Font:
    """Return the font of this installation's PDFs; raises FontMissing."""
    return fonts.find(current_app.extensions["settings"].pdf_font)


def has_font() -> bool:
    """Say whether PDFs can be made here."""
    try:
        chosen_font()
    except FontMissing:
        return False
    return True


def _others() -> list[tuple[str, str]]:
    """Return the other forms that can be had, each with its address: the same page, asked for otherwise."""
    forms = [("PDF", "pdf")] if has_font() else []
    asked = {name: value for name, value in request.args.items() if not name.startswith("_")}  # url_for's own
    args = {**asked, **(request.view_args or {})}
    return [
        (label, url_for(request.endpoint or "", **{**args, "form": form}))
        for label, form in [*forms, ("Word", "docx")]
    ]


def _source(picture: Picture) -> str:
    mimetype = "image/png" if picture.data.startswith(b"\x89PNG") else "image/jpeg"
    return f"data:{mimetype};base64,{base64.b64encode(picture.data).decode()}"


def _file(content: bytes, form: Form, filename: str) -> ResponseReturnValue:
    return send_file(
        io.BytesIO(content), _MIMETYPES[form], as_attachment=True, download_name=f"{filename}.{form}"
    )
