"""What the duties are called, and what the regulations say of them, in short. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.i18n import N_

REGULATION = N_("《中国共产党支部工作条例（试行）》（2018 年）")


@dataclass(frozen=True, slots=True)
class Article:
    """A duty's title, the regulation and article, and what it asks for in our words."""

    title: str
    regulation: str
    number: str
    text: str


ARTICLES: dict[str, Article] = {
    "assembly": Article(N_("支部党员大会"), REGULATION, N_("第十一条"), N_("一般每季度召开 1 次。")),
    "committee": Article(
        N_("支委会"),
        REGULATION,
        N_("第十二条"),
        N_("一般每月召开 1 次，根据需要可以随时召开；不设支委会的支部没有这一项。"),
    ),
    "group": Article(N_("党小组会"), REGULATION, N_("第十三条"), N_("一般每月召开 1 次，每个党小组分别计。")),
    "lecture": Article(
        N_("党课"),
        REGULATION,
        N_("第十六条"),
        N_("条例要求按期开展“三会一课”，没有规定党课多久一次；本支部另有规定的，可在设置里填。"),
    ),
    "secretary_lecture": Article(
        N_("书记讲党课"),
        REGULATION,
        N_("第十六条"),
        N_("条例规定党委（党组）书记每年至少讲 1 次党课；支部书记比照执行。"),
    ),
    "party_day": Article(
        N_("主题党日"), REGULATION, N_("第十六条"), N_("每月相对固定 1 天开展；教育管理工作条例第十六条同。")
    ),
    "life": Article(
        N_("组织生活会"), REGULATION, N_("第十七条"), N_("每年至少召开 1 次，一般安排在第四季度。")
    ),
    "review": Article(
        N_("民主评议党员"), REGULATION, N_("第十八条"), N_("一般每年开展 1 次，可以结合组织生活会一并进行。")
    ),
    "talk": Article(
        N_("谈心谈话"),
        REGULATION,
        N_("第十九条"),
        N_(
            "支委之间、支委和党员之间、党员和党员之间，每年谈心谈话一般不少于 1 次。这里只看有没有谈，不看内容。"
        ),
    ),
}

#: How the kinds of pair are called in a row.
PAIRS: dict[str, str] = {
    "committee": N_("支委之间"),
    "mixed": N_("支委和党员之间"),
    "members": N_("党员之间"),
}
