"""How the demo's contests are held: prepared, opened, taken day by day, marked and settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from ..bank import queries as banks
from ..bank.item import ItemType
from ..contests import queries as contests
from ..contests import service
from ..contests.models import Contest
from ..contests.service import Draft
from ..contests.window import Step
from ..core.permissions import Identity
from ..core.transaction import unit_of_work
from ..extensions import db
from ..papers import answers
from ..papers import queries as papers
from ..papers import service as paper_service
from .answering import respond, share_of
from .contest_plans import NOTICE, USUAL, ContestPlan
from .learner import Learner

#: How long it takes to mark one short answer.
MARKING = timedelta(seconds=43)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's part in a contest: begun at `at`, `used` long; `late` where the clock ends it."""

    learner: Learner
    at: datetime
    used: timedelta
    perfect: bool = False
    late: bool = False
    answered: int | None = None  # the first so many, and not handed in


class Contesting:
    """One contest of the demo, from its draft to its settlement."""

    def __init__(self, plan: ContestPlan, opens_at: datetime, closes_at: datetime, rng: Random) -> None:
        self.plan = plan
        self.opens_at = opens_at
        self.closes_at = closes_at
        self._rng = rng
        self._id = 0

    def prepare(self, branch_id: int, actor: Identity, now: datetime) -> None:
        """Write the draft."""
        plan = self.plan
        found = [banks.find_bank(branch_id, slug) for slug in plan.banks]
        draft = Draft(
            title=plan.title,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            limit_s=plan.limit_minutes * 60,
            bank_ids=tuple(bank.id for bank in found if bank),
            blueprint={"rows": list(plan.rows or USUAL)},
            notice=plan.notice or NOTICE.format(minutes=plan.limit_minutes),
            same_paper=plan.same_paper,
            review=plan.review,
        )
        self._id = service.create_contest(draft, branch_id=branch_id, actor=actor, now=now).id

    def take_step(self, step: Step, actor: Identity, now: datetime) -> None:
        """Take a step of the contest's life."""
        service.take_step(self._contest(), step, actor=actor, now=now)

    def follow_clock(self, now: datetime) -> None:
        """Open or close the window when its time has come."""
        service.follow_clock(self._contest(), now)

    def sit(self, sheets: Sequence[Sheet]) -> None:
        """Have several people take the contest: all begin, all answer, all hand in, so that few commits are needed."""
        contest = self._contest()
        with unit_of_work():
            begun = [
                (sheet, service.enter(contest, member=sheet.learner.me, now=sheet.at).attempt_id)
                for sheet in sheets
            ]
        for sheet, attempt_id in begun:
            self._answer(sheet, attempt_id)
        with unit_of_work():
            for sheet, attempt_id in begun:
                if sheet.answered is None:
                    by = "deadline" if sheet.late else "member"
                    paper_service.submit(attempt_id, now=sheet.at + sheet.used, by=by)

    def _answer(self, sheet: Sheet, attempt_id: int) -> None:
        head = papers.head(attempt_id, fresh=True)
        assert head is not None
        stored = banks.versions(slot.version_id for slot in head.slots)
        count = len(head.slots) - 3 * sheet.late if sheet.answered is None else sheet.answered
        given = {}
        for slot in head.slots[:count]:
            item = stored[slot.version_id].item
            chance = 1.0 if sheet.perfect else sheet.learner.chance(slot.item_id, item)
            given[slot.position] = respond(self._rng, slot, item, chance)
        answers.save_answers(head, given, now=sheet.at + sheet.used * 0.9)

    def mark(self, actor: Identity, leaving: int, now: datetime) -> None:
        """Mark the short answers that wait, all but the last so many."""
        waiting = contests.to_mark(self._id)
        for number, one in enumerate(waiting[: max(0, len(waiting) - leaving)]):
            at = now + number * MARKING
            points = round(one.points * share_of(one.response, one.model) / 100) * 100
            service.mark_answer(self._contest(), one.attempt_id, one.position, points, actor=actor, now=at)

    def extend(self, learner: Learner, minutes: int, reason: str, actor: Identity, now: datetime) -> None:
        """Give the person's open attempt more time."""
        attempt_id = papers.open_attempt(learner.member_id, contests.source_key(self._id))
        assert attempt_id is not None
        service.extend_attempt(self._contest(), attempt_id, minutes * 60, actor=actor, now=now, reason=reason)

    def allow_again(self, learner: Learner, hours: int, reason: str, actor: Identity, now: datetime) -> None:
        """Let a person who missed the window take part after it."""
        service.allow_again(
            self._contest(), learner.member_id, hours * 3600, actor=actor, now=now, reason=reason
        )

    def has_short_answers(self) -> bool:
        """Say whether somebody has to mark."""
        return any(ItemType.SHORT.value in row["types"] for row in self.plan.rows)

    def _contest(self) -> Contest:
        return db.session.get_one(Contest, self._id)
