"""What a cell of a member list means: headings, phone numbers, usernames, dates, kinds. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum

from ..core.i18n import N_
from .kinds import MemberKind


class Column(StrEnum):
    """A column of a member list."""

    NAME = "name"
    USERNAME = "username"
    PHONE = "phone"
    GROUP = "group"
    JOINED_ON = "joined_on"
    DUTY = "duty"
    KIND = "kind"


TITLES: dict[Column, str] = {
    Column.NAME: N_("姓名"),
    Column.USERNAME: N_("账号"),
    Column.PHONE: N_("手机号"),
    Column.GROUP: N_("党小组"),
    Column.JOINED_ON: N_("入党日期"),
    Column.DUTY: N_("职务"),
    Column.KIND: N_("类别"),
}

_HEADINGS: dict[str, Column] = {
    heading: column
    for column, headings in {
        Column.NAME: "姓名 名字 党员姓名 成员姓名 name fullname",
        Column.USERNAME: "账号 帐号 账户 用户名 登录名 登录账号 工号 username account login",
        Column.PHONE: "手机号 手机 手机号码 电话 电话号码 联系电话 联系方式 移动电话 phone mobile",
        Column.GROUP: "党小组 小组 所在党小组 所属党小组 所在小组 组别 group",
        Column.JOINED_ON: "入党日期 入党时间 加入党组织日期 加入中共组织的时间 加入党组织时间 joined joinedon",
        Column.DUTY: "职务 党内职务 岗位 职位 duty post",
        Column.KIND: "类别 人员类别 党员类别 身份 政治面貌 kind type",
    }.items()
    for heading in headings.split()
}

_KINDS: dict[str, MemberKind] = {
    word: kind
    for kind, words in {
        MemberKind.FORMAL: "正式党员 正式 党员 中共党员 formal",
        MemberKind.PROBATIONARY: "预备党员 预备 中共预备党员 probationary",
        MemberKind.FLOATING: "流动党员 流动 floating",
        MemberKind.RETIRED: "退休党员 退休 离退休 离退休党员 离休 retired",
        MemberKind.ACTIVIST: "入党积极分子 积极分子 发展对象 activist",
        MemberKind.MASSES: "群众 非党员 masses",
    }.items()
    for word in words.split()
}

_USERNAME = re.compile(r"[\w.@-]{2,32}")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?|(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{4,5}(?:\.0)?")
_EXCEL_EPOCH = date(1899, 12, 30)
PARTY_FOUNDED = date(1921, 7, 1)


def clean(text: str) -> str:
    """Return a cell's text in normal width, without blanks around it and control characters in it."""
    normal = unicodedata.normalize("NFKC", text)
    return " ".join("".join(c if c.isprintable() else " " for c in normal).split())


def column_of(heading: str) -> Column | None:
    """Return the column that a heading names, in any of its usual words."""
    word = re.sub(r"[(:].*$", "", clean(heading).lower())
    word = re.sub(r"[\s*_]", "", word)
    return _HEADINGS.get(word)


def clean_phone(text: str) -> str | None:
    """Return a phone number as digits, "" for none, None for what cannot be one."""
    digits = re.sub(r"[\s()-]", "", clean(text))
    digits = re.sub(r"^(\+|00)86(?=\d{11}$)", "", digits)
    if not digits:
        return ""
    return digits if re.fullmatch(r"\+?[0-9]{5,15}", digits) else None


def clean_username(text: str) -> str | None:
    """Return a username as it is stored, None for what cannot be one."""
    username = clean(text).lower()
    return username if _USERNAME.fullmatch(username) else None


def kind_of(text: str) -> MemberKind | None:
    """Return the kind that a word names, None for an unknown word."""
    return _KINDS.get(clean(text).replace(" ", "").lower())


def date_of(text: str) -> date | None:
    """Return the day that a cell names (2020-07-01, 2020/7/1, 2020年7月1日, 20200701, or Excel's serial number)."""
    text = clean(text)
    found = _DATE.fullmatch(text)
    try:
        if found:
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day)
        if _SERIAL.fullmatch(text):
            return _EXCEL_EPOCH + timedelta(days=int(float(text)))
    except ValueError:
        return None
    return None
