"""`quizapp user`, `members` and `token`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from quizapp.accounts.models import ApiToken, Branch, Member
from quizapp.core.permissions import Role
from quizapp.extensions import db
from tests.app.cli.conftest import Quizapp
from tests.fixtures.app import Client

pytestmark = pytest.mark.pages

HEADER = ("姓名", "账号", "手机号", "党小组", "入党日期", "职务", "类别")
ROWS = (
    ("沈牧云", "shen", "13800000001", "第一党小组", "2009-07-01", "支部书记", "正式党员"),
    ("韦兰", "wei", "13800000002", "第二党小组", "2015-07-01", "", "预备党员"),
)


def sheet(path: Path, *rows: tuple[str, ...]) -> Path:
    if path.suffix == ".csv":
        path.write_text("\n".join(",".join(row) for row in (HEADER, *rows)), encoding="utf-8-sig")
        return path
    book = Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(path)
    return path


def members() -> list[Member]:
    return db.session.query(Member).order_by(Member.id).all()


def test_a_user_is_made_with_a_password_and_can_sign_in(quizapp: Quizapp, client: Client) -> None:
    command = ("user", "create", "--username", "Luo", "--name", "罗勇", "--role", "organiser")
    place = ("--branch", "机关党支部", "--group", "第一党小组", "--password-stdin")
    quizapp(*command, *place, stdin="a quiet river\n")
    (made,) = members()
    assert (made.username, made.name, made.role) == ("luo", "罗勇", Role.ORGANISER)
    assert made.branch.name == "机关党支部"
    reply = client.post("/sign-in", data={"account": "luo", "password": "a quiet river"})
    assert reply.status_code == 302


def test_a_user_without_a_password_has_none(quizapp: Quizapp) -> None:
    quizapp("user", "create", "--username", "wei", "--name", "韦兰", "--branch", "机关党支部")
    (made,) = members()
    assert (made.role, made.password_hash) == (Role.MEMBER, None)


@pytest.mark.parametrize(
    ("changed", "stdin", "says"),
    [
        ({}, "12345678\n", "太常见"),
        ({}, "short\n", "至少 8 位"),
        ({}, "", "至少 8 位"),
        ({"--username": "two words"}, "a quiet river\n", "账号"),
        ({"--username": "taken"}, "a quiet river\n", "账号"),
        ({"--role": "king"}, "a quiet river\n", "king"),
        ({"--name": " "}, "a quiet river\n", "姓名"),
    ],
)
def test_a_user_that_cannot_be_leaves_nothing(
    quizapp: Quizapp, changed: dict[str, str], stdin: str, says: str
) -> None:
    quizapp("user", "create", "--username", "taken", "--name", "占用", "--branch", "机关党支部")
    options = {"--username": "luo", "--name": "罗勇", "--role": "member", "--branch": "新支部", **changed}
    flat = [part for pair in options.items() for part in pair]
    assert says in quizapp("user", "create", *flat, "--password-stdin", stdin=stdin, exit=2).stderr
    assert [member.username for member in members()] == ["taken"]
    assert db.session.query(Branch).filter_by(name="新支部").count() == 0


@pytest.mark.parametrize("name", ["名单.xlsx", "名单.csv"])
def test_members_are_imported_once_and_updated_the_next_time(
    quizapp: Quizapp, branch: Branch, tmp_path: Path, name: str
) -> None:
    path = sheet(tmp_path / name, *ROWS)
    command = ("members", "import", path, "--branch", branch.name, "--json")
    first = json.loads(quizapp(*command).stdout)
    assert (first["created"], first["updated"], first["unchanged"], first["errors"]) == (2, 0, 0, [])
    assert first["groups"] == ["第一党小组", "第二党小组"]
    moved = (*ROWS[1][:3], "第一党小组", *ROWS[1][4:])
    sheet(path, ROWS[0], moved)
    second = json.loads(quizapp(*command).stdout)
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 1, 1)
    assert [(one.username, one.group.name) for one in members() if one.group] == [
        ("shen", "第一党小组"),
        ("wei", "第一党小组"),
    ]


def test_a_dry_run_of_members_saves_nothing(quizapp: Quizapp, branch: Branch, tmp_path: Path) -> None:
    path = sheet(tmp_path / "名单.xlsx", *ROWS)
    report = quizapp("members", "import", path, "--branch", branch.name, "--dry-run")
    assert "新增 2" in report.stdout
    assert members() == []


def test_faulty_rows_are_named_and_nothing_is_saved(quizapp: Quizapp, branch: Branch, tmp_path: Path) -> None:
    bad = ("", "x", "1", "", "2009-13-45", "", "贵宾")
    path = sheet(tmp_path / "名单.xlsx", ROWS[0], bad)
    report = json.loads(quizapp("members", "import", path, "--branch", branch.name, "--json", exit=2).stdout)
    assert (report["created"], report["updated"], report["unchanged"], report["skipped"]) == (0, 0, 0, 0)
    assert all(error["where"].startswith("第 3 行") for error in report["errors"])
    assert len(report["errors"]) >= 2
    assert members() == []


def test_what_is_wrong_is_said_in_the_language_of_the_installation(
    quizapp: Quizapp, branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(tmp_path / "list.csv", (*ROWS[0][:4], "2009-13-45", *ROWS[0][5:]))
    for locale, hanzi in (("zh_CN", True), ("en", False)):
        monkeypatch.setenv("QUIZAPP_LOCALE", locale)
        said = quizapp("members", "import", path, "--branch", branch.name, "--json", exit=2).stdout
        (error,) = json.loads(said)["errors"]
        assert bool(re.search("[\u4e00-\u9fff]", error["message"])) is hanzi


def test_an_unknown_branch_is_refused_with_the_names_there_are(
    quizapp: Quizapp, branch: Branch, tmp_path: Path
) -> None:
    path = sheet(tmp_path / "名单.csv", *ROWS)
    assert branch.name in quizapp("members", "import", path, "--branch", "别处", exit=2).stderr
    assert members() == []


def test_a_list_that_is_none_is_refused(quizapp: Quizapp, branch: Branch, tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing more")
    assert quizapp("members", "import", path, "--branch", branch.name, exit=2).stderr.strip()


def test_a_token_stands_alone_on_standard_output_and_works(
    quizapp: Quizapp, client: Client, organiser: Member
) -> None:
    result = quizapp("token", "create", "--username", organiser.username, "--scope", "read", "--days", "7")
    token = result.stdout.strip()
    assert result.stdout == f"{token}\n"
    assert " " not in token
    reply = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == 200
    row = db.session.query(ApiToken).one()
    assert row.expires_at is not None


def test_a_script_may_practise_with_a_write_token_before_any_page_was_opened(
    quizapp: Quizapp, client: Client, bank_file: Path
) -> None:
    quizapp("bank", "import", bank_file)
    quizapp("user", "create", "--username", "wei", "--name", "韦兰", "--branch", "机关党支部")
    bearers = {}
    for scope in ("read", "write", "host"):
        made = quizapp("token", "create", "--username", "wei", "--scope", scope).stdout.strip()
        bearers[scope] = {"Authorization": f"Bearer {made}"}
    ask = {"mode": "practice", "bank": "样例题库", "count": 3}
    for scope, status in (("read", 403), ("write", 201), ("host", 201)):
        reply = client.post("/api/v1/attempts", json=ask, headers=bearers[scope], no_csrf=True)
        assert reply.status_code == status, (scope, reply.text)


def test_a_token_for_nobody_or_for_too_long_is_refused(quizapp: Quizapp, organiser: Member) -> None:
    assert "nobody" in quizapp("token", "create", "--username", "nobody", "--scope", "read", exit=2).stderr
    for days in ("0", "-1", "99999", "many"):
        command = ("token", "create", "--username", organiser.username, "--scope", "read", "--days", days)
        assert quizapp(*command, exit=2).stdout == ""
    quizapp("token", "create", "--username", organiser.username, "--scope", "all", exit=2)
