"""Pages read by somebody who chose English: no word of the interface is left in Chinese."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest

from quizapp.accounts.models import Branch, Member
from quizapp.contests.models import Contest
from quizapp.core.permissions import Role
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.items import MakeBank, single
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.pages

HANZI = re.compile("[\u4e00-\u9fff]")
#: The product's name, examples of names and sources, headings of files, and the way back to Chinese.
KEPT = """四强学堂 第一党小组 机关党支部 中华人民共和国红十字会法 第七条 中国共产党章程 中文
姓名 账号 手机号 党小组 入党日期 职务 类别 题干 答案"""
#: What people and banks of the fixtures are called, and what they ask.
DATA = """周晓岚 罗勇 题库 红十字会法 知识竞赛 第\\d+题，选哪一项？ 因为如此。 [甲乙丙丁]\\d+ 《试题规则》（2026）第一条"""
ALLOWED = re.compile("|".join(sorted([*KEPT.split(), *DATA.split()], key=len, reverse=True)))

SPOKEN = ("aria-label", "placeholder", "title", "alt", "data-text", "data-confirm", "data-days", "data-over")
EMPTY = {"meta", "link", "input", "br", "hr", "img"}

PAGES = """
/ /practice/ /practice/mistakes /practice/favourites /practice/progress /study/ /contests/ /contests/{contest}
/contests/{contest}/result /contests/{contest}/standings /record/ /record/rules /record/entries /boards/ /boards/groups
/boards/branches /boards/manage /boards/print /profile /password /privacy /members /members/new /members/{member}
/members/import /groups /branches /site /audit /bank/ /bank/banks /bank/import /bank/items/new?type=single
/bank/items/new?type=matching /bank/items/new?type=blank /bank/items/new?type=ordering /contests/manage /contests/new
/contests/{contest}/edit /contests/{contest}/run /contests/{contest}/settle /contests/{contest}/print
/contests/{contest}/members/{member} /contests/{draft}/preview /study/manage /study/manage/new /display/ /api/v1/docs
/start/names /start/groups /start/members /start/banks /start/first /no/such/page
"""


class Words(HTMLParser):
    """Collects what a page says in its own language: texts and spoken attributes outside `lang="zh-CN"`."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.languages: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "zh-CN" not in (*self.languages, given.get("lang")):
            self.said += [given[name] or "" for name in SPOKEN if name in given]
        if tag not in EMPTY:
            self.languages.append(given.get("lang"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A drawing's line says nothing."""

    def handle_endtag(self, tag: str) -> None:
        self.languages.pop()

    def handle_data(self, data: str) -> None:
        if "zh-CN" not in self.languages:
            self.said.append(data.strip())


def chinese_in(page: str) -> list[str]:
    words = Words()
    words.feed(page)
    return [text for text in words.said if HANZI.search(ALLOWED.sub("", text))]


@pytest.fixture
def contest(make_contest: MakeContest, take: Take, member: Member) -> Contest:
    contest = make_contest(review="submitted")
    take(contest, member, 7)
    return contest


@pytest.fixture
def reader(make_member: MakeMember) -> Member:
    reader = make_member("Reader", role=Role.ADMIN)
    reader.locale = "en"
    db.session.commit()
    return reader


def test_no_page_in_english_has_chinese_of_its_own(
    client: Client,
    reader: Member,
    member: Member,
    contest: Contest,
    make_contest: MakeContest,
    take: Take,
    branch: Branch,
    make_bank: MakeBank,
) -> None:
    take(contest, reader, 5)
    make_bank([single(1)], "own", branch.id)
    draft = make_contest(publish=False)
    client.login(reader)
    left = {}
    for address in PAGES.split():
        page = client.get(address.format(member=member.id, contest=contest.id, draft=draft.id)).text
        assert '<html lang="en"' in page, address
        if chinese := chinese_in(page):
            left[address] = chinese
    assert not left


def test_a_file_is_judged_in_english(client: Client, reader: Member) -> None:
    client.login(reader)
    table = "题干,选项A,选项B,答案\n一题？,甲,乙,A\n二题？,甲,乙,Z\n一题？,甲,乙,A\n"
    data = {"file": (io.BytesIO(table.encode()), "items.csv"), "bank": "new"}
    page = client.post("/bank/import", data=data, follow_redirects=True).text
    assert "row 3" in page
    assert "Same question as row 2" in page
    assert not re.findall(r"第\d+行", page)


def test_what_is_left_in_chinese_would_be_seen() -> None:
    page = '<p lang="zh-CN">题目</p><input placeholder="查找"><p>Topic: <b>未译</b></p>'
    assert chinese_in(page) == ["查找", "未译"]
