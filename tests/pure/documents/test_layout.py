"""Pages: tables go on under their headings, a sheet for one page shrinks to it, long rows are cut."""

from __future__ import annotations

from quizapp.documents.layout import BOTTOM, LONG, lay
from quizapp.documents.marks import Line, Mark
from quizapp.documents.model import Document, Facts, PageBreak, Paragraph, Signatures, Table, pairs, shares


def measure(text: str, points: float) -> float:
    return sum(1.0 if ord(char) > 0x2E7F else 0.5 for char in text) * points * 25.4 / 72


def pages(document: Document) -> list[list[Mark]]:
    return lay(document, measure, lambda picture: 1.0)


def said(marks: list[Mark]) -> list[str]:
    return [mark.text for mark in marks if isinstance(mark, Line)]


def listing(rows: int, text: str = "甲") -> Table:
    return Table(["名次", "姓名"], [(str(number), text) for number in range(1, rows + 1)])


def test_headings_stand_again_on_each_page_and_every_row_once() -> None:
    made = pages(Document("名单", blocks=[listing(100)]))
    assert len(made) > 1
    assert all("名次" in said(page) for page in made)
    assert [text for page in made for text in said(page) if text.isdigit()] == [str(n) for n in range(1, 101)]


def test_nothing_is_set_below_the_page() -> None:
    made = pages(Document("名单", blocks=[listing(90, "很长的说明。" * 30), Signatures(["书记"] * 9)]))
    lines = [mark for page in made for mark in page if isinstance(mark, Line)]
    assert max(mark.y for mark in lines) <= LONG - BOTTOM


def test_a_row_higher_than_a_page_goes_on_on_the_next() -> None:
    made = pages(Document("记录", blocks=[listing(1, "会议内容。" * 1200)]))
    assert len(made) > 2
    assert (
        "".join(text for page in made for text in said(page) if "会" in text or "。" in text).count("会议")
        >= 1100
    )


def test_a_sheet_for_one_page_is_set_smaller_until_it_fits() -> None:
    blocks = [listing(40)]
    assert len(pages(Document("表", blocks=blocks))) == 2
    assert len(pages(Document("表", blocks=blocks, one_page=True))) == 1


def test_a_break_begins_a_page() -> None:
    made = pages(Document("甲", blocks=[Paragraph("一"), PageBreak(), Paragraph("二")]))
    assert [any("二" in text for text in said(page)) for page in made] == [False, True]


def test_facts_stand_two_to_a_row_and_a_long_one_alone() -> None:
    rows = [("姓名", "甲"), ("党小组", "一组"), ("说明", "很长" * 20), ("学时", "32")]
    assert [len(row) for row in pairs(rows)] == [4, 2, 2]
    assert len(pages(Document("表", blocks=[Facts(rows)]))) == 1


def test_a_column_of_short_texts_is_no_wider_than_they_are() -> None:
    short, long = shares(Table(["名次", "说明"], [("1", "按时参加组织生活并完成全部学习任务" * 3)]))
    assert short < 0.12
    assert round(short + long, 9) == 1
