"""What a prepared contest looks like: every question on the wall, and on paper the rules, host's cards, seats."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core.errors import NotFound
from ...core.i18n import N_
from ...core.permissions import Permission
from ...papers.draw import shuffle_options
from ...web.access import requires
from ...web.intake import row_id
from ...web.links import is_local, public_url, qr_svg
from .. import projections, setups, slides, staging
from ..engine.events import Refused
from ..engine.setup import Contestant, Question, Setup
from ..models import LiveContest, LiveState
from ..projecting.question import key_text
from ..queries import preparing as queries
from ..queries import readiness
from ..queries.finding import by_id
from ..regulations import text as rules_text
from ..service import lobby
from ..views import branch_name, local_now, telling
from . import sight
from .blueprint import blueprint

_NUMERALS = N_("一 二 三 四 五 六 七 八 九 十")
_SPARE = "reserve"


@blueprint.get("/live/manage/<int:contest_id>/preview")
@requires(Permission.MANAGE_LIVE)
def preview(contest_id: int) -> ResponseReturnValue:
    """Show one prepared question as the wall will show it, with the ways to the next and the one before."""
    contest = sight.managed(contest_id)
    deck = queries.slides(contest)
    ids = [line.stored.item_id for _, line in deck]
    wanted = request.args.get("item", type=row_id)
    at = ids.index(wanted) if wanted in ids else 0
    shown = _view(contest, deck[at], answer="answer" in request.args) if deck else None
    return render_template(
        "live/preview.html",
        contest=contest,
        view=shown,
        rules=deck[at][0] if deck else None,
        line=deck[at][1] if deck else None,
        number=at + 1,
        total=len(deck),
        ids=ids,
        answer="answer" in request.args,
    )


def _view(contest: LiveContest, one: tuple[Any, queries.QuestionLine], *, answer: bool) -> dict[str, Any]:
    head = by_id(contest.id)
    if head is None:
        raise NotFound
    rules, line = one
    state = slides.slide(
        _setup(contest, line), rules.key if rules else _SPARE, str(line.stored.item_id), revealed=answer
    )
    found = projections.places(state)
    return {
        **projections.screen(state, head, local_now(), telling=telling(), found=found),
        "branch": branch_name(contest.branch_id),
        "join_url": "",
        "wall": staging.wall(state, found),
    }


def _setup(contest: LiveContest, line: queries.QuestionLine) -> Setup:
    """Return the contest as it would be played with this one question."""
    stored, draft = line.stored, contest.draft
    question = Question(
        str(stored.item_id),
        stored.item,
        shuffle_options(stored.item, contest.seed, 1),
        line.value,
        stored.item_id,
        stored.version_id,
    )
    return Setup(
        sheet=readiness.settled(contest),
        contestants=tuple(
            Contestant(one["id"], one["name"], n, one.get("unit", ""))
            for n, one in enumerate(draft["teams"], 1)
        ),
        questions={question.id: question},
        seed=contest.seed,
    )


@blueprint.get("/live/manage/<int:contest_id>/print/rules")
@requires(Permission.MANAGE_LIVE)
def print_rules(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    sheet = readiness.settled(contest)
    assumed = setups.assumed(contest) if contest.state is LiveState.DRAFT else ()
    return render_template(
        "live/print_rules.html",
        contest=contest,
        sections=rules_text.regulations(replace(sheet, title=contest.title), assumed),
        sheet=sheet,
        teams=contest.draft["teams"],
        numerals=gettext(_NUMERALS).split(),
    )


@blueprint.get("/live/manage/<int:contest_id>/print/cards")
@requires(Permission.MANAGE_LIVE)
def print_cards(contest_id: int) -> ResponseReturnValue:
    """The host's cards, with keys: questions in the order of the contest, options as they will be shown."""
    contest = sight.managed(contest_id)
    shown = _shown_options(contest)
    rounds = [
        (
            rules,
            rules_text.sentences(rules),
            [_card(contest, line, shown) for line in queries.questions(contest, rules.key)],
        )
        for rules in readiness.settled(contest).rounds
    ]
    reserve = [_card(contest, line, shown) for line in queries.questions(contest, _SPARE)]
    return render_template("live/print_cards.html", contest=contest, rounds=rounds, reserve=reserve)


def _shown_options(contest: LiveContest) -> dict[str, Question]:
    """Return the questions with their options as they will be shown; none where a draft cannot be opened yet."""
    try:
        return dict(setups.from_json(contest.setup or setups.freeze(contest)).questions)
    except Refused:
        return {}


def _card(contest: LiveContest, line: queries.QuestionLine, shown: dict[str, Question]) -> dict[str, Any]:
    item = line.stored.item
    frozen = shown.get(str(line.stored.item_id))
    letters = [letter for _, letter in frozen.options] if frozen else [letter for letter, _ in item.choices]
    texts = dict(item.choices)
    question = frozen or Question("q", item, tuple((letter, letter) for letter in letters))
    return {
        "item": item,
        "value": line.value,
        "options": [texts[letter] for letter in letters],
        "key": key_text(question),
    }


@blueprint.get("/live/manage/<int:contest_id>/print/seats")
@requires(Permission.MANAGE_LIVE)
def print_seats(contest_id: int) -> ResponseReturnValue:
    """A code for every seat to cut out; there are none before the lobby is open."""
    contest = sight.managed(contest_id)
    is_open = contest.state in (LiveState.LOBBY, LiveState.RUNNING) and not contest.draft.get("individual")
    slips = [
        {"team": team, "seat": seat, "link": link, "code": qr_svg(link)}
        for team in (contest.draft["teams"] if is_open else ())
        for seat in range(1, (team.get("seats") or 1) + 1)
        for link in [_seat_link(contest, team["id"], seat)]
    ]
    return render_template(
        "live/print_seats.html",
        contest=contest,
        slips=slips,
        is_local=any(is_local(one["link"]) for one in slips),
    )


def _seat_link(contest: LiveContest, team: str, seat: int) -> str:
    code = lobby.seat_code(contest, team, seat)
    return public_url("live.seat", pin=contest.pin, code=code)
