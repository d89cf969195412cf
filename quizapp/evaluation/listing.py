"""The result of an evaluation as a list: to sign and post, and as a workbook with every figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext

from ..accounts.kinds import KIND_TITLES, MemberKind
from ..core.workbook import Sheet
from ..documents.model import Align, Document, Heading, Paragraph, Signatures, Space, Table
from ..record.amounts import print_amount
from .figures import fraction, ranked
from .models import Evaluation, Shown, State, WorkMonth
from .monthly import Line
from .queries import seen_rows
from .work import SOURCES

Words = Callable[[str], str]


def posted(row: Evaluation, unit: str) -> Document:
    """Return the list that hangs on the wall: what the branch decided to show, to be signed by the committee."""
    subtitle = gettext(
        "评比时间：%(first)s 至 %(last)s", first=row.first.isoformat(), last=row.last.isoformat()
    )
    return Document(
        title=row.title,
        unit=unit,
        subtitle=subtitle,
        blocks=[
            Paragraph(_introduction(row)),
            *_people(row),
            Heading(gettext("党小组情况")),
            _groups(row),
            Paragraph(gettext("党小组按人均计，向支部平均值收缩；不参评的人不计入。"), indent=False),
            Space(4),
            Signatures([gettext("支部书记"), gettext("组织委员"), gettext("纪检委员"), gettext("制表人")]),
        ],
        footer=gettext("封存码 %(seal)s", seal=row.seal[:16]) if row.seal else "",
    )


def work_list(row: WorkMonth, lines: Sequence[Line], unit: str) -> Document:
    """Return a month's scores of committee work, with how they came about, to be signed."""
    month, titles = row.month.strftime("%Y-%m"), [gettext(title) for title in SOURCES.values()]
    headings = [gettext("姓名"), *titles, gettext("合成")]
    cells = [
        [line.name, *(_amount(line.scores[source]) for source in SOURCES), _amount(line.total)]
        for line in lines
    ]
    weights = "，".join(f"{gettext(title)} {row.weights[source]}%" for source, title in SOURCES.items())
    items = "，".join(f"{gettext(item['title'])} −{print_amount(item['points'])}" for item in row.items)
    return Document(
        title=gettext("党务工作评分"),
        unit=unit,
        subtitle=month,
        blocks=[
            Table(headings, cells, aligns=["left", "right", "right", "right", "right"]),
            Paragraph(gettext("权重：%(weights)s。", weights=weights), indent=False),
            Paragraph(gettext("每人从 100 分起，按次扣分：%(items)s。", items=items), indent=False),
            Space(4),
            Signatures([gettext("支部书记"), gettext("制表人")]),
        ],
    )


def sheets(row: Evaluation, block: Words) -> list[Sheet]:
    """Return the workbook's sheets: people with every block, and groups."""
    names = _blocks(row)
    headings = [
        gettext("名次"),
        gettext("姓名"),
        gettext("党小组"),
        gettext("类别"),
        *(f"{block(name)}（{kind}）" for name in names for kind in (gettext("得分"), gettext("计入"))),
        gettext("总分"),
        gettext("等次"),
        gettext("上期总分"),
        gettext("记录数"),
        gettext("说明"),
    ]
    people = [_cells(place, one, names) for place, one in ranked(row.result)]
    groups = [[_text(cell) for cell in line] for line in _group_lines(row)]
    return [
        Sheet(gettext("个人"), headings, people),
        Sheet(gettext("党小组"), _group_headings(), groups),
    ]


def _introduction(row: Evaluation) -> str:
    evaluated, exempt = row.result["evaluated"], sum(one["exempt"] for one in row.result["rows"])
    text = str(
        gettext(
            "依据本支部积分办法，参评 %(n)d 人，不参评 %(exempt)d 人，结果公布如下。",
            n=evaluated,
            exempt=exempt,
        )
    )
    if row.state is State.PUBLISHED and row.objections_until:
        until = row.objections_until.isoformat()
        text += gettext("公示至 %(until)s，有异议请向支部提出。", until=until)
    return text


def _people(row: Evaluation) -> list[Heading | Table]:
    if row.shown is Shown.GROUPS:
        return []
    with_points = row.shown is Shown.POINTS
    headings = [gettext("序号"), gettext("姓名"), gettext("党小组")]
    headings += [gettext("积分")] if with_points else []
    aligns: list[Align] = ["center", "left", "left", "center"]
    if with_points:
        aligns.insert(3, "right")
    lines = []
    for at, (place, one) in enumerate(seen_rows(row), 1):
        points = [print_amount(one["total"])] if with_points else []
        number = str(place) if place else ("–" if with_points else str(at))
        level = one["level"] or (gettext("不参评") if one["exempt"] else "–")
        lines.append([number, one["name"], one["group"], *points, level])
    return [Heading(gettext("个人情况")), Table([*headings, gettext("等次")], lines, aligns=aligns)]


def _groups(row: Evaluation) -> Table:
    return Table(_group_headings(), _group_lines(row), aligns=["left", "center", "right", "right", "right"])


def _group_headings() -> list[str]:
    return [
        gettext("党小组"),
        gettext("参与"),
        gettext("人均"),
        gettext("收缩后人均"),
        gettext("比上期"),
    ]


def _group_lines(row: Evaluation) -> list[list[str]]:
    return [
        [
            group["name"],
            f"{group['taking_part']} / {group['members']}",
            _exact(group["mean"]),
            _exact(group["shrunk"]),
            _exact(group["improved"]),
        ]
        for group in row.result["groups"]
    ]


def _blocks(row: Evaluation) -> list[str]:
    found: dict[str, None] = {}
    for one in row.result["rows"]:
        found.update(dict.fromkeys(one["blocks"]))
    return list(found)


def _cells(place: int | None, one: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    blocks = [one["blocks"].get(name, [0, 0]) for name in names]
    remarks = [
        gettext("不参评") if one["exempt"] else "",
        gettext("一票否决") if one["vetoed"] else "",
        gettext("含上期补记 %(points)s", points=print_amount(one["carried"])) if one["carried"] else "",
    ]
    return [
        str(place or ""),
        one["name"],
        one["group"],
        gettext(KIND_TITLES[MemberKind(one["kind"])]),
        *(print_amount(amount) for pair in blocks for amount in pair),
        print_amount(one["total"]),
        one["level"] or "",
        "" if one["before"] is None else print_amount(one["before"]),
        str(one["entries"]),
        "；".join(filter(None, remarks)),
    ]


def _exact(written: str | None) -> str:
    return _amount(fraction(written))


def _amount(value: Fraction | None) -> str:
    return "–" if value is None else print_amount(value)


def _text(cell: str) -> str:
    return "" if cell == "–" else cell
