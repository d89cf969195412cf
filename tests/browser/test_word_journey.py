"""An organiser's first quarter of an hour: a Word file of fifty questions as the office has it, three of them broken,
to items that a colleague has approved and a member can practise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page, expect

from quizapp.core.word import package, paragraph
from quizapp.resources import QUESTION_BANK
from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.looks import faults, overflow
from tests.browser.seed import PASSWORD
from tests.browser.steps import ready, sign_in

Question = dict[str, Any]
SECTIONS = (
    ("single", "一、单选题（每题2分，共40分）", 20),
    ("multiple", "二、多选题（每题3分，共30分）", 10),
    ("boolean", "三、判断题（对的打√，错的打×）", 14),
    ("blank", "四、填空题", 6),
)


def chosen(kind: str, count: int) -> list[Question]:
    bank = yaml.safe_load((QUESTION_BANK / "volunteer/bank.yaml").read_text(encoding="utf-8"))
    fitting = [item for item in bank["items"] if item["type"] == kind and "\n" not in item["stem"]]
    return fitting[:count]


def written(number: int, question: Question) -> Iterator[str]:
    """Yield a question's lines as such papers are typed: keys in brackets here, below the options there."""
    kind, key = question["type"], question["key"]
    if kind == "boolean":
        yield f"{number}．{question['stem']}（{'√' if key else '×'}）"
    elif kind == "blank":
        yield f"{number}．{question['stem']}"
        yield f"【答案】{'；'.join(one if isinstance(one, str) else one[0] for one in key)}"
    else:
        letters = key if isinstance(key, str) else "".join(key)
        inside = number % 2 == 0
        yield f"{number}、{question['stem']}（{letters if inside else '    '}）"
        options = [f"{letter}．{text}" for letter, text in question["options"].items()]
        yield from ["    ".join(options)] if number % 3 == 0 else options
        if not inside:
            yield f"答案：{letters}"
    yield f"解析：{question['explanation']}"


def paper() -> bytes:
    """Return the Word file; the 3rd and 7th single choice and the 5th statement are broken."""
    body = [paragraph("机关党支部红十字知识竞赛试题", "Title")]
    for kind, heading, count in SECTIONS:
        body.append(paragraph(heading, "Heading1"))
        for number, question in enumerate(chosen(kind, count), 1):
            lines = list(written(number, question))
            body += [paragraph(line, "Normal") for line in broken(kind, number, lines)]
    return package("".join(body))


def broken(kind: str, number: int, lines: Sequence[str]) -> list[str]:
    if (kind, number) == ("single", 3):  # nobody typed the answer
        return [line for line in lines if not line.startswith("答案")]
    if (kind, number) == ("single", 7):  # there is no such option
        return [re.sub("答案：.", "答案：F", line) for line in lines]
    if (kind, number) == ("boolean", 5):
        return [re.sub("（[√×]）", "（  ）", line) for line in lines]
    return list(lines)


def look(page: Page) -> None:
    assert faults(page) == []
    assert overflow(page) == []


def test_from_a_word_file_of_fifty_to_an_approved_bank(own: Seeded, visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "竞赛试题.docx"
    file.write_bytes(paper())
    desk = sign_in(visit(own.server.base), "organiser", PASSWORD)
    desk.goto("/bank/review/")
    desk.get_by_label("两人：一人写，另一人通过后才出题").check()
    desk.get_by_role("button", name="保存").click()

    desk.goto("/bank/import")
    desk.locator("[name=file]").set_input_files(file)
    desk.get_by_label("新题库名称").fill("秋季竞赛题")
    desk.get_by_role("button", name="上传并预览").click()
    expect(desk.get_by_role("alert")).to_contain_text("有 3 题有错误")
    look(ready(desk))
    desk.locator(".importtabs a", has_text="有错误").click()
    expect(desk.locator(".importline")).to_have_count(3)
    # The right answer of one is known: it is put right here, the other two are left out.
    desk.get_by_role("link", name="修改第 7 题").click()
    desk.locator("[name=key]").fill(chosen("single", 7)[6]["key"])
    desk.get_by_role("button", name="保存修改").click()
    expect(desk.get_by_role("alert")).to_contain_text("有 2 题有错误")
    desk.get_by_role("button", name="只导入没有错误的 48 题").click()
    expect(desk.locator(".banner--ok")).to_contain_text("48 题")

    desk.goto("/bank/review/")
    look(ready(desk))
    second = sign_in(visit(own.server.base), "admin", PASSWORD)
    second.goto("/bank/review/")
    look(ready(second))
    second.get_by_role("button", name="通过 48 题").click()
    second.get_by_role("dialog").get_by_role("button", name="全部通过").click()
    expect(second.locator(".banner--ok")).to_contain_text("48 题")

    phone = sign_in(visit(own.server.base, **PHONE), "member", PASSWORD)
    phone.goto("/practice/")
    expect(phone.locator("main")).to_contain_text("秋季竞赛题")
    look(ready(phone))
