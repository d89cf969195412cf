"""The compact log of a contest, read into the same steps as a script: a record of what happened, line by line.

A line that belongs to a round enters it by itself; what a line leaves open is closed behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...core.i18n import N_
from ...record.reading import Fields
from ..engine.sheet import EVERYONE, PRESSED, Kind, Verdict
from .script import (
    Builtin,
    Call,
    Script,
    ScriptError,
    Step,
    names_of,
    people_of,
    sheet_of,
    with_base,
    word_of,
)

LETTERS = {
    "C": Verdict.RIGHT,
    "W": Verdict.WRONG,
    "T": Verdict.LATE,
    "P": Verdict.PROMPTED,
    "N": Verdict.NOT_STARTED,
    "I": Verdict.INCOMPLETE,
    "D": Verdict.DECLINED,
    "H": Verdict.RIGHT,
}
EARLY = "early"
WORDS = ("override", "playoff", "adjust", "void", "pair")
LOG_FIELDS = ("title", "note", "sheet", "base", "decisions", "teams", "people", "seed", "ev", "end")
MOST_LINES = 20_000

Line = Sequence[Any]


class _Bad(Exception):
    """A line that says nothing that can be played; the argument is a source text."""


def read_log(document: object, builtin: Builtin) -> Script:
    """Return what a compact log says; raises ScriptError listing every line that cannot be read."""
    fields = Fields(document)
    fields.only(*LOG_FIELDS)
    sheet = with_base(sheet_of(fields, "sheet", builtin), fields.amount("base"))
    teams = names_of(fields, "teams")
    people = people_of(fields, teams)
    kinds = {one.key: one.kind for one in sheet.rounds}
    steps = []
    for number, line in enumerate(_lines(fields), start=1):
        try:
            steps.append(_step(number, line, kinds))
        except _Bad as error:
            fields.fail(f"ev[{number}]", str(error))
    if fields.problems:
        raise ScriptError(fields.problems)
    decisions = dict(fields.part("decisions").raw)
    seed = fields.text("seed") or "log"
    return Script(sheet, teams, tuple(steps), people, decisions=decisions, enforce=False, seed=seed)


def _lines(fields: Fields) -> Sequence[Any]:
    given = fields.raw.get("ev")
    if not isinstance(given, list | tuple) or len(given) > MOST_LINES:
        fields.fail("ev", N_("应当是一个列表。"))
        return ()
    return given


def _step(number: int, line: Any, kinds: Mapping[str, Kind]) -> Step:
    if not isinstance(line, list | tuple) or not line or not isinstance(line[0], str):
        raise _Bad(N_("每行应当是一个列表，以环节代号开头，例如 [buzz, 1, [[甲队, C]]]。"))
    key, rest = line[0], line[1:]
    if key in WORDS and key not in kinds:
        return _WORDS[key](number, rest)
    enter = Call("_enter", {"round": key})
    kind = kinds.get(key)
    if kind is None:  # the engine says which round there is not
        return Step(number, None, (enter,))
    if kind in PRESSED:
        return _pressed(number, enter, rest)
    if kind in EVERYONE:
        return _together(number, enter, rest)
    return _TURNS.get(kind, _turns)(number, enter, rest)


def _turns(number: int, enter: Call, rest: Line) -> Step:
    """[key, team, "CCWT"]: each letter is a question of its own."""
    team, letters = _team(rest, 0), _letters(rest, 1)
    asked = tuple((Call("ask", {"to": team}), *_answer(team, letter)) for letter in letters)
    return Step(number, None, (enter,), asked, (Call("_end"),))


def _run(number: int, enter: Call, rest: Line) -> Step:
    """[key, team, "CCWC"]: all letters are answers of one run."""
    team, letters = _team(rest, 0), _letters(rest, 1)
    begin = (enter, Call("ask", {"to": team}))
    return Step(number, None, begin, tuple(_answer(team, one) for one in letters), (Call("_end"),))


def _arena(number: int, enter: Call, rest: Line) -> Step:
    """[key, [first, second], [[team, letter], …]]: a duel; or turn by turn as in other rounds."""
    if not rest or not isinstance(rest[0], list | tuple):
        return _turns(number, enter, rest)
    first, second = _team(rest[0], 0), _team(rest[0], 1)
    asked = tuple((Call("ask", {"to": team}), *_answer(team, letter)) for team, letter in _pairs(rest, 1))
    return Step(
        number, None, (enter, Call("pair", {"first": first, "second": second})), asked, (Call("_end"),)
    )


def _risk(number: int, enter: Call, rest: Line) -> Step:
    """[key, team, value, letter], [key, team, value, named team, letter], [key, team, "D"] for who chose nothing."""
    if not 2 <= len(rest) <= 4 or (len(rest) == 2 and _letter(rest[1]) != "D"):
        raise _Bad(N_("风险题应当写明队、分值和对错，例如 [risk, 甲队, 20, C]。"))
    team, letter = _team(rest, 0), _letter(rest[-1])
    passed = Call("pass", {"by": team})
    if len(rest) == 2 or not rest[1]:
        return Step(number, None, (enter, passed), (), (Call("_end"),))
    chosen: tuple[Call, ...] = (Call("choose_value", {"by": team, "value": rest[1]}),)
    answers = team
    if len(rest) == 4:
        answers = _team(rest, 2)
        chosen += (Call("pass", {"by": team, "to": answers}),)
    said = (passed,) if letter == "D" else _answer(answers, letter)
    return Step(number, None, (enter, *chosen, *said), (), (Call("_end"),))


def _assign(number: int, enter: Call, rest: Line) -> Step:
    """[key, team, value, letter] or [key, who set it, team, value, letter]."""
    if len(rest) not in (3, 4):
        raise _Bad(N_("指定题应当写明队、分值和对错，例如 [assign, 甲队, 20, C]。"))
    team = _team(rest, len(rest) - 3)
    ask = {"to": team, "points": rest[-2], **({"from": _team(rest, 0)} if len(rest) == 4 else {})}
    return Step(
        number, None, (enter, Call("ask", ask), *_answer(team, _letter(rest[-1]))), (), (Call("_end"),)
    )


def _pressed(number: int, enter: Call, rest: Line) -> Step:
    """[key, n, [[team, letter or "early"], …]]: presses on one question in the order of the server."""
    presses = tuple(_press(team, letter) for team, letter in _pairs(rest, len(rest) - 1))
    return Step(number, None, (enter, Call("ask")), presses, (Call("_end"),))


def _press(team: str, letter: str) -> tuple[Call, ...]:
    if letter == EARLY:
        return (Call("buzz", {"by": team, "early": True}),)
    return (Call("open_buzz"), Call("buzz", {"by": team}), *_answer(team, letter))


def _together(number: int, enter: Call, rest: Line) -> Step:
    """[key, n, [[who, letter, seconds?], …], points?]: everybody's answers to one question."""
    at = next((place for place, one in enumerate(rest) if isinstance(one, list | tuple | Mapping)), len(rest))
    if at == len(rest):
        raise _Bad(N_("应当列出各人的对错，例如 [all, 1, [[张三, C, 2.5]]]。"))
    rows = rest[at]
    given = list(rows.items()) if isinstance(rows, Mapping) else rows
    points = {"points": rest[at + 1]} if len(rest) > at + 1 else {}
    answers = tuple((Call("_respond", _response(row)),) for row in given)
    return Step(number, None, (enter, Call("ask", points)), answers, (Call("_end"),))


def _response(row: Any) -> dict[str, Any]:
    if not isinstance(row, list | tuple) or len(row) not in (2, 3):
        raise _Bad(N_("应当列出各人的对错，例如 [all, 1, [[张三, C, 2.5]]]。"))
    seconds = row[2] if len(row) == 3 else 0
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= 3600:
        raise _Bad(N_("应当是秒数，例如 20 或 20.4。"))
    return {"by": _team(row, 0), "right": _letter(row[1]) in "CH", "after": round(seconds * 1000)}


def _override(number: int, rest: Line) -> Step:
    """["override", line, letter, who?]: the last verdict of a line becomes another."""
    if len(rest) not in (2, 3) or isinstance(rest[0], bool) or not isinstance(rest[0], int):
        raise _Bad(N_("改判应当写明第几行和新的判定，例如 [override, 9, C]。"))
    fields = {"of": rest[0], "verdict": str(LETTERS[_letter(rest[1])]), "reason": "改判"}
    return Step(number, None, (Call("overrule", fields | ({"player": _team(rest, 2)} if rest[2:] else {})),))


def _playoff(number: int, rest: Line) -> Step:
    """["playoff", [teams], [[team, letter], …]]: a tie-break in order of play, each press a question of its own."""
    if not rest or not isinstance(rest[0], list | tuple):
        raise _Bad(N_("加赛应当写明并列的队和各题，例如 [playoff, [甲队, 乙队], [[乙队, C]]]。"))
    teams = [_team(rest[0], place) for place in range(len(rest[0]))]
    presses = tuple((Call("_ask"), *_press(team, letter)) for team, letter in _pairs(rest, 1))
    start = (Call("_end"), Call("start_round", {"round": "playoff", "teams": teams}))
    return Step(number, None, start, presses, (Call("_end"), Call("end_round")))


def _adjust(number: int, rest: Line) -> Step:
    """["adjust", team, points, reason?]."""
    if len(rest) not in (2, 3):
        raise _Bad(N_("加减分应当写明队和分数，例如 [adjust, 甲队, -2, 警告]。"))
    reason = str(rest[2]) if len(rest) == 3 else "调整"
    return Step(number, None, (Call("adjust", {"to": _team(rest, 0), "points": rest[1], "reason": reason}),))


def _void(number: int, rest: Line) -> Step:
    """["void", reason?]: the question of the line before does not count."""
    return Step(number, None, (Call("void", {"reason": str(rest[0]) if rest else "作废"}),))


def _pair(number: int, rest: Line) -> Step:
    """["pair", first, second]: who meets whom in the duel or on the stage of the round under way."""
    return Step(number, None, (Call("pair", {"first": _team(rest, 0), "second": _team(rest, 1)}),))


def _answer(team: str, letter: str) -> tuple[Call, ...]:
    helped = (Call("_help", {"by": team}),) if letter == "H" else ()
    return (*helped, Call("answer", {"by": team, "verdict": str(LETTERS[letter])}))


def _team(rest: Line, place: int) -> str:
    name = word_of(rest[place]) if len(rest) > place else ""
    if not name:
        raise _Bad(N_("没有写明是哪一队。"))
    return name


def _letters(rest: Line, place: int) -> list[str]:
    given = rest[place] if len(rest) > place else None
    if not isinstance(given, str | list | tuple):
        raise _Bad(N_("没有写明对错，例如 CCWT。"))
    return [_letter(one) for one in given]


def _letter(given: Any) -> str:
    letter = given.upper() if isinstance(given, str) else ""
    if letter not in LETTERS:
        raise _Bad(
            N_("判定只能是 C（对）W（错）T（超时）P（提示）N（未开始）I（不全）D（放弃）h（求助后答对）。")
        )
    return letter


def _pairs(rest: Line, place: int) -> list[tuple[str, str]]:
    """Return the (team, letter) pairs of a line; a press that came too early has `early` for a letter."""
    rows = rest[place] if 0 <= place < len(rest) else None
    if not isinstance(rows, list | tuple):
        raise _Bad(N_("应当列出各队的对错，例如 [[甲队, W], [乙队, C]]。"))
    found = []
    for row in rows:
        if not isinstance(row, list | tuple) or len(row) != 2:
            raise _Bad(N_("应当列出各队的对错，例如 [[甲队, W], [乙队, C]]。"))
        found.append((_team(row, 0), EARLY if row[1] == EARLY else _letter(row[1])))
    return found


_TURNS: dict[Kind, Callable[[int, Call, Line], Step]] = {
    Kind.SPEED: _run,
    Kind.RELAY: _run,
    Kind.ARENA: _arena,
    Kind.RISK: _risk,
    Kind.ASSIGN: _assign,
}
_WORDS: dict[str, Callable[[int, Line], Step]] = {
    "override": _override,
    "playoff": _playoff,
    "adjust": _adjust,
    "void": _void,
    "pair": _pair,
}
