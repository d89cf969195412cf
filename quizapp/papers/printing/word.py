"""A printed paper as a Word document: the sheet with its answer sheet, and the key sheet, each a file of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence

from flask_babel import gettext

from ...bank import markup
from ...bank.item import ItemType
from ...bank.markup import Kind
from ...core.word import A4, Part, drawing, footer, package, run, style
from ...web.filters import points
from . import words
from .layout import Question, Section, Sheet
from .models import PrintedPaper

#: A picture's name → its bytes as they are kept, or None.
Picture = Callable[[str], bytes | None]

_EMU = 9525  # of a pixel
_WIDEST = 320  # pixels
_STYLES = style(
    "Line", "Line", '<w:spacing w:line="480" w:lineRule="auto"/><w:jc w:val="center"/>', ""
) + style(
    "Small", "Small", '<w:spacing w:line="300" w:lineRule="auto"/><w:ind w:left="480"/>', '<w:sz w:val="21"/>'
)
_KEPT = "<w:keepNext/><w:keepLines/>"


class _Pictures:
    """The pictures of a document: each is taken in once, as PNG, which every Word can show."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self.parts: dict[str, Part] = {}
        self._sizes: dict[str, tuple[int, int]] = {}

    def run(self, name: str, description: str) -> str:
        """Return the run that shows a picture, or what stands for it where it is gone."""
        if name not in self.parts and not self._take(name):
            return run(f"〔{description}〕")
        width, height = self._sizes[name]
        number = list(self.parts).index(name) + 1
        return drawing(self.parts[name].id, number, description, width * _EMU, height * _EMU)

    def _take(self, name: str) -> bool:
        from PIL import Image  # loaded with the first picture, not with the program

        data = self._picture(name)
        if data is None:
            return False
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
            scale = min(1, _WIDEST / image.width, _WIDEST / image.height)
            self._sizes[name] = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
            content = io.BytesIO()
            image.convert("RGB").save(content, "PNG")
        at = f"p{len(self.parts) + 1}"
        self.parts[name] = Part(at, f"media/{at}.png", "image", content.getvalue())
        return True


def sheet_docx(row: PrintedPaper, sheet: Sheet, picture: Picture, unit: str) -> bytes:
    """Return one variant with its answer sheet; nothing of the key is in the file."""
    shown = _Pictures(picture)
    head = [
        _line(unit, "Line"),
        _line(" ".join(filter(None, (row.title, words.variant_title(sheet)))), "Title"),
        _line("　　".join(filter(None, (row.note, _mark(row, sheet)))), "Line"),
        _line(_who(), "Line"),
        _scores(sheet),
    ]
    body = [part for section in sheet.sections for part in _section(section, row.columns, shown)]
    between = f"<w:p><w:pPr>{_page(1)}</w:pPr></w:p>"
    pages = [*head, between, *body, f"<w:p><w:pPr>{_page(row.columns)}</w:pPr></w:p>", *_answers(row, sheet)]
    return _file("".join(pages), row, sheet, shown)


def key_docx(row: PrintedPaper, sheets: Sequence[Sheet], picture: Picture) -> bytes:
    """Return the key sheet of every variant: keys at a glance, then each with explanation and source."""
    shown = _Pictures(picture)
    pages = [
        part
        for number, sheet in enumerate(sheets)
        for part in _key_pages(row, sheet, shown, breaks=number > 0)
    ]
    return _file("".join(pages), row, sheets[0] if len(sheets) == 1 else None, shown)


def _key_pages(row: PrintedPaper, sheet: Sheet, shown: _Pictures, *, breaks: bool) -> Iterable[str]:
    title = " ".join(filter(None, (row.title, words.variant_title(sheet), gettext("参考答案与解析"))))
    yield _line(title, "Title", "<w:pageBreakBefore/>" if breaks else "")
    yield _line(words.mark_of(row.seed, sheet), "Line")
    for section in sheet.sections:
        yield _line(words.heading(section), "Heading1")
        if section.type in words.ANSWERED_IN_GRID:
            keys = {question.number: words.key_of(question).key for question in section.questions}
            yield from (_grid(line, keys) for line in words.grid(section))
        for entry in map(words.key_of, section.questions):
            yield _rich(f"{entry.number}. {entry.key}", "Stem", shown)
            if entry.explanation:
                yield _rich(entry.explanation, "Small", shown)
            if entry.source:
                yield _line(gettext("来源：%(source)s", source=entry.source), "Small")


def _mark(row: PrintedPaper, sheet: Sheet) -> str:
    return str(gettext("试卷编号 %(mark)s", mark=words.mark_of(row.seed, sheet)))


def _who() -> str:
    names = (gettext("姓名："), gettext("单位："), gettext("得分："))
    return "　".join(f"{name}{'_' * 12}" for name in names)


def _scores(sheet: Sheet) -> str:
    head = [gettext("题号"), *(words.ordinal(section) for section in sheet.sections), gettext("总分")]
    most = [gettext("满分"), *(points(section.total) for section in sheet.sections), points(sheet.total)]
    return _table([head, most, [gettext("得分"), *("" for _ in head[1:])]])


def _section(section: Section, columns: int, shown: _Pictures) -> Iterable[str]:
    yield _line(words.heading(section), "Heading1")
    for question in section.questions:
        lines = [_rich(f"{question.number}. {words.stem(question, section)}", "Stem", shown, _KEPT)]
        lines += [_rich(f"（{name}）{text}", "Option", shown, _KEPT) for name, text in question.item.left]
        lines += _options(question, columns, shown)
        lines += [_line(text, "Option", _KEPT) for text in words.blanks(question)]
        lines[-1] = lines[-1].replace("<w:keepNext/>", "")
        if section.type is ItemType.SHORT:
            lines += [_line("", "Option") for _ in range(words.SHORT_LINES)]
        yield from lines


def _options(question: Question, columns: int, shown: _Pictures) -> list[str]:
    step, options = words.options_a_line(question, columns), question.item.options
    width = (9000 if columns == 1 else 4200) // step
    tabs = "".join(f'<w:tab w:val="left" w:pos="{480 + width * at}"/>' for at in range(1, step))
    more = f"{_KEPT}<w:tabs>{tabs}</w:tabs>" if tabs else _KEPT
    lines = [options[at : at + step] for at in range(0, len(options), step)]
    return [
        _rich("\t".join(f"{letter}. {text}" for letter, text in line), "Option", shown, more)
        for line in lines
    ]


def _answers(row: PrintedPaper, sheet: Sheet) -> Iterable[str]:
    yield _line(" ".join(filter(None, (row.title, words.variant_title(sheet), gettext("答题纸")))), "Title")
    yield _line(_mark(row, sheet), "Line")
    yield _line(_who(), "Line")
    for section in sheet.sections:
        yield _line(words.heading(section), "Heading1")
        if section.type in words.ANSWERED_IN_GRID:
            yield from (_grid(line, {}) for line in words.grid(section))
            continue
        for question in section.questions:
            for at, line in enumerate(words.to_write(question)):
                number = f"{question.number}. " if at == 0 else ""
                yield _line(f"{number}{line}{'_' * 40}", "Option")


def _grid(line: Sequence[Question], keys: dict[int, str]) -> str:
    return _table([[str(one.number) for one in line], [keys.get(one.number, "") for one in line]]) + _line(
        "", "Small"
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    edge = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    cells = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>{_cell(text)}</w:tc>' for text in row
        )
        + "</w:tr>"
        for row in rows
    )
    grid = "".join('<w:gridCol w:w="850"/>' for _ in rows[0])
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/><w:tblBorders>{edge}</w:tblBorders>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>"
    )


def _cell(text: str) -> str:
    return f'<w:p><w:pPr><w:keepNext/><w:jc w:val="center"/></w:pPr>{run(text)}</w:p>'


def _line(text: str, style: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{run(text)}</w:p>'


def _rich(text: str, style: str, shown: _Pictures, more: str = "") -> str:
    runs = "".join(_part(part, shown, "") for part in markup.parse(text))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>'


def _part(part: markup.Part, shown: _Pictures, format: str) -> str:
    match part.kind:
        case Kind.BOLD:
            return "".join(_part(one, shown, f"{format}<w:b/>") for one in part.parts)
        case Kind.RAISED:
            return run(part.text, f'{format}<w:vertAlign w:val="superscript"/>')
        case Kind.LOWERED:
            return run(part.text, f'{format}<w:vertAlign w:val="subscript"/>')
        case Kind.BREAK:
            return "<w:r><w:br/></w:r>"
        case Kind.PICTURE:
            return shown.run(part.name, part.text)
    return run(part.text, format)


def _page(columns: int, kind: str = "continuous") -> str:
    split = f'<w:cols w:num="{columns}" w:space="425"/>' if columns > 1 else ""
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="f1"/><w:type w:val="{kind}"/>'
        f"{A4.format(1134)}{split}</w:sectPr>"
    )


def _file(body: str, row: PrintedPaper, sheet: Sheet | None, shown: _Pictures) -> bytes:
    mark = words.mark_of(row.seed, sheet) if sheet else row.seed
    return package(body, _page(1, "nextPage"), _STYLES, [footer(mark), *shown.parts.values()])
