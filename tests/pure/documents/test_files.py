"""The files: what a PDF and a Word document of a sheet say, with the fonts of this machine."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from quizapp.documents import fonts, pdf, word
from quizapp.documents.fonts import Font, FontMissing
from quizapp.documents.model import (
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Space,
    Table,
)
from tests.support.pdf import pages_of


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return out.getvalue()


SHEET = Document(
    "评比结果（公示）",
    "2026 年上半年",
    [
        Heading("一、说明"),
        Paragraph("按《积分办法》计算。\n特此公示。"),
        Facts([("姓名", "张𠮷"), ("总分", "98.50")]),
        Table(["名次", "姓名"], [(str(n), f"王{n}") for n in range(1, 60)], aligns=["right", "left"]),
        Space(4),
        Picture(picture(), 30, "印章"),
        Signatures(["书记", "组织委员"]),
        PageBreak(),
        Paragraph("二〇二六年七月", align="right", bold=True),
    ],
    "生成于 2026-07-01",
)


def test_a_pdf_says_all_of_it_with_numbered_pages() -> None:
    pages = pages_of(pdf.render(SHEET, fonts.find("")))
    assert "评比结果（公示）" in pages[0]
    assert "张𠮷" in pages[0]
    assert all("名次姓名" in page for page in pages[:2])
    assert [page.endswith(f"{at}/{len(pages)}") for at, page in enumerate(pages, 1)] == [True] * len(pages)
    assert "二〇二六年七月" in pages[-1]
    assert all(f"王{number}" in "".join(pages) for number in range(1, 60))


def test_a_character_that_no_font_has_is_named() -> None:
    font = fonts.find("")
    said = pages_of(pdf.render(Document("甲\U000e0041\ue123乙\u200b"), Font(font.path, font.number)))
    assert said == ["甲〔U+E123〕乙1/1"]


def test_a_character_that_another_font_has_is_drawn_with_that(tmp_path: Path) -> None:
    bare = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not bare.is_file():
        bare = Path(next(iter(fonts.find("").others)))
    said = pages_of(pdf.render(Document("Plan 计划"), Font(bare, 0, (fonts.find("").path,))))
    assert said == ["Plan计划1/1"]


def test_a_named_font_goes_before_those_that_are_found(tmp_path: Path) -> None:
    found = fonts.find("")
    assert fonts.look(f"{found.path}#3") == Font(found.path, 3, found.others)
    assert fonts.look(str(found.path), ()) == Font(found.path, found.number)
    assert fonts.look(str(tmp_path / "none.ttf")) is None
    assert fonts.look(f"{found.path}#x") is None


def test_without_a_font_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "look", lambda named: None)
    with pytest.raises(FontMissing, match="没有中文字体"):
        fonts.find("")


def test_a_word_file_is_whole_and_says_all_of_it() -> None:
    with zipfile.ZipFile(io.BytesIO(word.render(SHEET))) as made:
        document = made.read("word/document.xml").decode()
        ElementTree.fromstring(document)
        names = set(made.namelist())
        relations = made.read("word/_rels/document.xml.rels").decode()
    assert {"word/footer1.xml", "word/media/p1.png"} <= names
    assert all(f'Id="{name}"' in relations for name in ("f1", "p1"))
    for text in ("评比结果（公示）", "张𠮷", "王59", "书记：", "二〇二六年七月"):
        assert text in document
    assert document.count("<w:tblHeader/>") == 1


def test_a_word_file_of_a_wide_sheet_lies_and_carries_no_sign_that_xml_forbids() -> None:
    with zipfile.ZipFile(io.BytesIO(word.render(Document("甲\x07乙", landscape=True)))) as made:
        document = made.read("word/document.xml").decode()
    assert "甲乙" in document
    assert 'w:orient="landscape"' in document
