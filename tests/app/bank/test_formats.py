"""Every format through the pages: out with a word on what it cannot carry, and in again by way of the preview."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Branch, Member
from quizapp.bank.formats import Format, handling
from quizapp.bank.models import Bank, Item
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type
from tests.pure.bank.formats.documents import docx, p

pytestmark = pytest.mark.pages


def upload(client: Client, content: bytes, name: str) -> str:
    data = {"file": (io.BytesIO(content), name), "bank": "new", "name": "读入的题库"}
    reply = client.post("/bank/import", data=data, content_type="multipart/form-data")
    assert reply.status_code == 302, reply.text
    return str(reply.location)


def taken_in() -> int:
    query = select(func.count()).select_from(Item).join(Bank).where(Bank.name == "读入的题库")
    return db.session.scalar(query) or 0


@pytest.mark.parametrize("format", list(Format))
def test_a_bank_goes_out_and_comes_in_again(
    client: Client, organiser: Member, branch: Branch, make_bank: MakeBank, format: Format
) -> None:
    bank = make_bank(every_type(), slug="own", branch_id=branch.id)
    client.login(organiser)
    first = client.get(f"/bank/banks/{bank.id}/export/{format}")
    listed = "Content-Disposition" not in first.headers
    assert not listed or "没有写出的内容" in first.text
    reply = client.get(f"/bank/banks/{bank.id}/export/{format}?anyway=1") if listed else first
    assert reply.headers["Content-Disposition"].endswith(f".{handling(format).suffix}")
    address = upload(client, reply.data, f"读入.{handling(format).suffix}")
    assert client.get(address).status_code == 200
    assert client.post(address, data={"partial": "0"}).status_code == 302
    assert taken_in() == 8 or listed
    assert taken_in() > 0


def test_a_word_document_with_a_broken_question_is_named_by_its_number(
    client: Client, organiser: Member
) -> None:
    client.login(organiser)
    options = (p("A. 甲"), p("B. 乙"))
    file = docx(p("1. 哪一个？"), *options, p("答案：B"), p("2. 又是哪一个？"), *options)
    address = upload(client, file, "卷.docx")
    page = client.get(address).text
    assert "第5段（第2题）" in page
    assert "没有答案" in page
    assert client.post(address, data={"partial": "0"}).status_code == 422
    assert client.post(address, data={"partial": "1"}).status_code == 302
    assert taken_in() == 1


def test_a_format_that_carries_nothing_of_a_bank_is_refused(
    client: Client, organiser: Member, branch: Branch, make_bank: MakeBank
) -> None:
    shorts = [raw for raw in every_type() if raw["type"] == "short"]
    bank = make_bank(shorts, slug="own", branch_id=branch.id)
    client.login(organiser)
    assert client.get(f"/bank/banks/{bank.id}/export/aiken").status_code == 422
