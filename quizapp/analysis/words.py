"""What figures say in words that need no statistics."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from ..bank.item import BOOLEAN_OPTIONS, Item, ItemType
from ..core.i18n import N_
from .figures import FEWEST, WORDS, Figures, Paper, Warn, Warned
from .measures import Lack, Measure

LACKS = {
    Lack.NOBODY: N_("还没有人作答"),
    Lack.ONE_PERSON: N_("人太少"),
    Lack.ONE_ITEM: N_("只有一道题"),
    Lack.SAME_ANSWERS: N_("所有人得分一样"),
    Lack.SAME_SCORES: N_("总分拉不开"),
    Lack.NEGATIVE: N_("题目互相抵触，信度小于 0"),
    Lack.DIFFERENT_PAPERS: N_("每人的题不一样，算不出信度"),
}
#: Reliability from which on a word holds, best first.
_RELIABILITY = (
    (0.9, N_("很高")),
    (0.8, N_("高")),
    (0.7, N_("够用")),
    (0.5, N_("偏低")),
    (-1e9, N_("低")),
)
#: Discrimination from which on a word holds (Ebel & Frisbie 1991, ch. 13).
_DISCRIMINATION = ((0.4, N_("很好")), (0.3, N_("好")), (0.2, N_("尚可")), (0.0, N_("弱")), (-1e9, N_("反了")))


def too_few(persons: int) -> str:
    """Say that there are not yet enough people for figures."""
    return str(gettext("还不足 %(most)d 人次（现有 %(n)d）", most=FEWEST, n=persons))


def _word(steps: Sequence[tuple[float, str]], value: float) -> str:
    return str(gettext(next(word for least, word in steps if value >= least)))


def share(measure: Measure | None) -> str:
    """Return a share in whole per cent, or why there is none."""
    if measure is None or measure.value is None:
        return lack(measure)
    return f"{measure.value:.0%}"


def number(measure: Measure | None) -> str:
    """Return a coefficient with two decimals, or why there is none."""
    if measure is None or measure.value is None:
        return lack(measure)
    return f"{measure.value:.2f}"


def seconds(measure: Measure | None) -> str:
    """Return a time in seconds, or why there is none."""
    if measure is None or measure.value is None:
        return str(gettext("没有记录"))
    return str(gettext("%(n)s 秒", n=f"{measure.value:.0f}"))


def lack(measure: Measure | None) -> str:
    """Say why there is no figure."""
    return str(gettext(LACKS[measure.lack])) if measure and measure.lack else "–"


def discrimination_word(figures: Figures) -> str:
    """Say how well an item tells those who know from those who do not."""
    value = figures.discrimination.value if figures.discrimination else None
    return "" if value is None else _word(_DISCRIMINATION, value)


def letters_of(item: Item, letters: Sequence[str]) -> str:
    """Return options as people call them: by letter, or 正确 and 错误."""
    names = dict(BOOLEAN_OPTIONS) if item.type is ItemType.BOOLEAN else {}
    return "、".join(str(gettext(names[one])) if one in names else one for one in letters)


def warning(item: Item, warned: Warned) -> str:
    """Return a warning as a sentence."""
    letters = letters_of(item, warned.letters)
    quoted = f"“{letters}”" if item.type is ItemType.BOOLEAN else letters
    return str(gettext(WORDS[warned.kind], letters=quoted))


def stored_warning(item: Item, stored: Sequence[str | Sequence[str]]) -> str:
    """Return a warning as the lists keep it, as a sentence."""
    return warning(item, Warned(Warn(str(stored[0])), tuple(stored[1])))


def reliability_word(paper: Paper) -> str:
    """Return one word for the reliability; "" where there is none."""
    return "" if paper.reliability is None else _word(_RELIABILITY, paper.reliability)


def amount(hundredths: float) -> str:
    """Return an amount to one decimal: a figure of a sample is not known more exactly."""
    return f"{hundredths / 100:.1f}"


def unit_of(*, is_live: bool) -> str:
    """Return in what a paper's amounts are said: points, or in the room questions."""
    return str(gettext("题") if is_live else gettext("分"))


def paper_sentences(paper: Paper, unit: str) -> list[str]:
    """Say what reliability and standard error mean for whoever reads the places."""
    if paper.reliability is None:
        return [str(gettext(LACKS[paper.lack]) if paper.lack else "")]
    found = [
        gettext(
            "信度 %(value)s（%(word)s）：换一份同样的试卷再考一次，名次能保持到什么程度；1 是完全保持，0 是全凭运气。",
            value=f"{paper.reliability:.2f}",
            word=reliability_word(paper),
        )
    ]
    if paper.error is not None:
        found.append(
            gettext(
                "测量误差 %(error)s %(unit)s：同一个人若能不受记忆影响反复作答，三次里大约有两次落在他真实水平上下 %(error)s %(unit)s之内。",
                error=amount(paper.error),
                unit=unit,
            )
        )
        found.append(
            gettext(
                "所以两人相差不到 %(gap)s %(unit)s时，还不能说谁更强；评奖遇到这样的差距，可以并列或加赛。",
                gap=amount(paper.error * 2**0.5),
                unit=unit,
            )
        )
    if paper.complete < paper.persons:
        found.append(
            gettext(
                "%(persons)d 人里有 %(n)d 人答了全部题目，平均分、信度和误差按这些人算。",
                persons=paper.persons,
                n=paper.complete,
            )
        )
    if paper.reliability < 0.7:
        found.append(gettext("想让名次更可靠：多出几道题，换掉下面太易、太难和区分度低的题。"))
    return [str(one) for one in found]
