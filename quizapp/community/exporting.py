"""Voices to take along: as a list for a spreadsheet and as a document to print."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from ..core.workbook import Sheet
from ..documents.model import Block, Document, Heading, Paragraph
from .queries.voices import VoiceLine
from .wording import TOPICS


def as_sheet(lines: Sequence[VoiceLine]) -> Sheet:
    """Return the voices as a list, one a row."""
    headings = [gettext("日期"), gettext("姓名"), gettext("主题"), gettext("内容"), gettext("点赞")]
    rows = [
        [line.day.isoformat(), line.author, gettext(TOPICS[line.topic]), line.text, str(line.likes)]
        for line in lines
    ]
    return Sheet(gettext("党员心声"), headings, rows)


def as_document(lines: Sequence[VoiceLine], branch: str, period: str) -> Document:
    """Return the voices as a document, one under another with their authors."""
    blocks: list[Block] = []
    for line in lines:
        blocks.append(Heading(f"{line.author} {line.day.isoformat()} {gettext(TOPICS[line.topic])}"))
        blocks.append(Paragraph(line.text))
    if not blocks:
        blocks.append(Paragraph(gettext("这段时间没有发布的心声。")))
    return Document(gettext("党员心声"), f"{branch} {period}".strip(), tuple(blocks))
