"""What a new sheet changes in an old one, in words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..core.hundredths import shown
from ..core.i18n import N_
from ..record.periods import Span
from ..record.sheet import Level, Sheet, Veto
from ..record.sheet_rule import Rule
from . import wording
from .kinds import words
from .wording import Phrase

_PERIODS = {None: N_("没有写"), Span.MONTH: N_("每月"), Span.QUARTER: N_("每季度"), Span.YEAR: N_("每年")}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `name` is what it is about (its own text where `raw`), None where it was or is nothing."""

    name: str
    before: Sequence[Phrase] | None
    after: Sequence[Phrase] | None
    raw: bool = False


def differences(old: Sheet, new: Sheet) -> list[Change]:
    """Return everything that differs between two sheets and means something to a member."""
    return [*_heads(old, new), *_blocks(old, new), *_rules(old, new), *_levels(old, new)]


def _heads(old: Sheet, new: Sheet) -> Iterator[Change]:
    shown: tuple[tuple[str, Callable[[Sheet], Phrase]], ...] = (
        (N_("名称"), lambda sheet: Phrase(sheet.title, raw=True)),
        (N_("计分周期"), lambda sheet: Phrase(_PERIODS.get(sheet.period, ""))),
        (N_("起始分"), lambda sheet: _points(sheet.base)),
        (N_("最低分"), lambda sheet: Phrase(N_("不限")) if sheet.floor is None else _points(sheet.floor)),
        (N_("一票否决"), lambda sheet: _veto(sheet.veto)),
        (N_("小组分靠拢支部平均的权重"), lambda sheet: _shrink(sheet.shrink)),
    )
    for name, show in shown:
        before, after = show(old), show(new)
        if before != after:
            yield Change(name, [before], [after])


def _blocks(old: Sheet, new: Sheet) -> Iterator[Change]:
    for name in [*new.blocks, *(one for one in old.blocks if one not in new.blocks)]:
        before, after = _block(old, name), _block(new, name)
        if before != after:
            yield Change(name, before, after, raw=True)


def _block(sheet: Sheet, name: str) -> list[Phrase] | None:
    if name not in sheet.blocks:
        return None
    cap = sheet.blocks[name]
    return [
        Phrase(N_("合计不封顶"))
        if cap is None
        else Phrase(N_("合计最多 %(points)s 分"), {"points": shown(cap)})
    ]


def _rules(old: Sheet, new: Sheet) -> Iterator[Change]:
    for name in [*new.rules, *(one for one in old.rules if one not in new.rules)]:
        before, after = old.rules.get(name), new.rules.get(name)
        if before is None or after is None or not _alike(before, after):
            title = (after or before or Rule(name)).title or name
            yield Change(title, _rule(before), _rule(after), raw=True)


def _alike(one: Rule, other: Rule) -> bool:
    return one == replace(other, name=one.name)


def _rule(rule: Rule | None) -> list[Phrase] | None:
    if rule is None:
        return None
    fed = [Phrase("·".join(part for part in words(feed) if part), raw=True) for feed in rule.feeds]
    block = [Phrase(N_("归入“%(block)s”"), {"block": rule.block})] if rule.block else []
    title = [Phrase(rule.title, raw=True)]
    how = [Phrase(rule.how, raw=True)] if rule.how else []
    return [*title, *wording.in_words(rule), *block, *fed, *how]


def _levels(old: Sheet, new: Sheet) -> Iterator[Change]:
    if old.levels != new.levels:
        yield Change(N_("等次"), _listed(old.levels), _listed(new.levels))


def _listed(levels: Sequence[Level]) -> list[Phrase] | None:
    return [_level(level) for level in levels] or None


def _level(level: Level) -> Phrase:
    if level.start is None:
        return Phrase(N_("%(level)s：其余"), {"level": level.name})
    params: dict[str, object] = {"level": level.name, "points": shown(level.start)}
    if level.ratio is None:
        return Phrase(N_("%(level)s：%(points)s 分起"), params)
    return Phrase(
        N_("%(level)s：%(points)s 分起，不超过参评人数的 %(ratio)s"), params | {"ratio": str(level.ratio)}
    )


def _points(hundredths: int) -> Phrase:
    return Phrase(N_("%(points)s 分"), {"points": shown(hundredths)})


def _veto(veto: Veto | None) -> Phrase:
    if veto is None:
        return Phrase(N_("没有规定"))
    return Phrase(N_("记 %(points)s 分，%(level)s"), {"points": shown(veto.points), "level": veto.level})


def _shrink(shrink: Fraction) -> Phrase:
    return Phrase(N_("%(n)s 人"), {"n": str(shrink)}) if shrink else Phrase(N_("不靠拢"))
