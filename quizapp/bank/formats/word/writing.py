"""Items → a Word document: a paper by types, and on a new page its key sheet, which reading puts together again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from ...item import Item
from ..losses import Written, closed, proved
from ..paper import Line, read_lines
from ..paper.writing import KEY_SHEET, Part, in_order, key_lines, parts_of, question_lines
from ..source import FormatError

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATION}/{{kind}}" Target="{{target}}"/></Relationships>'
)


def _style(name: str, title: str, paragraph: str, run: str) -> str:
    default = ' w:default="1"' if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    attribute, based = (default, "") if name == "Normal" else ("", default)
    return (
        f'<w:style w:type="paragraph"{attribute} w:styleId="{name}"><w:name w:val="{title}"/>{based}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="24"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    + _style("Normal", "Normal", '<w:spacing w:line="360" w:lineRule="auto"/>', "")
    + _style("Title", "Title", '<w:spacing w:after="240"/><w:jc w:val="center"/>', '<w:b/><w:sz w:val="36"/>')
    + _style(
        "Heading1",
        "heading 1",
        '<w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="0"/>',
        "<w:b/>",
    )
    + _style("Stem", "Stem", '<w:keepNext/><w:spacing w:before="120"/>', "")
    + _style("Option", "Option", '<w:keepLines/><w:ind w:left="480"/>', "")
    + "</w:styles>"
)
_PAGE = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'


def write_docx(items: Sequence[Item], title: str) -> Written:
    """Return a paper of the items with its key sheet; what would be read as something else is left out."""
    kept, lost = proved(in_order(items), _comes_back)
    kept = closed(kept)
    parts = parts_of(kept)
    body = [_paragraph(title, "Title")] if _is_mere_title(title) else []
    for part in parts:
        body.append(_paragraph(part.heading, "Heading1"))
        for number, item in part.questions:
            first, *more = question_lines(number, item)
            body.append(_paragraph(first, "Stem"))
            body += [_paragraph(line, "Option") for line in more]
    body.append(_paragraph(KEY_SHEET, "Title", breaks=True))
    for part in parts:
        body.append(_paragraph(part.heading, "Heading1"))
        for number, item in part.questions:
            first, *more = key_lines(item)
            body.append(_paragraph(f"{number}. {first}", "Stem"))
            body += [_paragraph(line, "Option") for line in more]
    return Written(_package("".join(body)), tuple(kept), tuple(lost))


def _lines(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield part.heading
        for number, item in part.questions:
            yield from question_lines(number, item)
    yield KEY_SHEET
    for part in parts:
        yield part.heading
        for number, item in part.questions:
            first, *more = key_lines(item)
            yield f"{number}. {first}"
            yield from more


def _comes_back(item: Item, number: int) -> bool:
    item = replace(item, excludes=())
    (part,) = parts_of([item])
    part = replace(part, questions=((number, item),))
    try:
        return read_lines([Line(text, at, "段") for at, text in enumerate(_lines([part]), 1)]).items == (
            item,
        )
    except FormatError:
        return False


def _is_mere_title(title: str) -> bool:
    """Tell whether a title before the first question is read as nothing: neither number nor heading."""
    return bool(title) and not any(char.isdigit() or char in "、.．:：()（）题答" for char in title)


def _paragraph(text: str, style: str, *, breaks: bool = False) -> str:
    tab = '</w:t><w:tab/><w:t xml:space="preserve">'
    before = "<w:pageBreakBefore/>" if breaks else ""
    shown = escape(text).replace("\t", tab)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{before}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{shown}</w:t></w:r></w:p>'
    )


def _package(body: str) -> bytes:
    document = f'{_HEAD}<w:document xmlns:w="{_MAIN}"><w:body>{body}{_PAGE}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="word/document.xml"),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _RELATIONS.format(kind="styles", target="styles.xml"),
        "word/styles.xml": _STYLES,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.encode())
    return file.getvalue()
