"""Two branches with one of everything in each: what the permission matrix fills the addresses with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from quizapp.accounts import queries as people
from quizapp.accounts import service as accounts
from quizapp.accounts.models import ApiToken, Branch, LoginSession, Member
from quizapp.accounts.roster_cells import Column
from quizapp.accounts.sheets import Row as RosterRow
from quizapp.bank import queries as bank_queries
from quizapp.bank import service as bank_service
from quizapp.bank.bulk import Asked
from quizapp.bank.imports import running
from quizapp.bank.imports.looking import own_import
from quizapp.bank.imports.staging import stage_items
from quizapp.bank.imports.storing import confirm
from quizapp.bank.item import ItemType
from quizapp.bank.models import Item
from quizapp.bank.native import parse
from quizapp.bank.reviewing import reporting
from quizapp.bank.reviewing.models import ReportKind
from quizapp.bank.reviewing.tokens import token_of
from quizapp.committee import service as committee
from quizapp.contests import service as contests
from quizapp.contests.models import Contest
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.core.ids import new_token, token_hash
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.display import service as display
from quizapp.extensions import db
from quizapp.notices import service as notices
from quizapp.notices.models import Notice
from quizapp.papers import queries as papers
from quizapp.papers import service as papers_service
from quizapp.papers.models import Purpose
from quizapp.papers.orders import Order
from quizapp.papers.printing import service as printing
from quizapp.papers.printing.layout import Arrangement
from quizapp.papers.questions import Slot
from quizapp.papers.rulings import RulingKind
from quizapp.practice import service as practice
from quizapp.record import service as record
from quizapp.regrading.docket import propose
from quizapp.regrading.preview import effects_of
from quizapp.regrading.running import carry_out
from quizapp.study.models import Material
from quizapp.talks import planning
from quizapp.talks import service as talks
from quizapp.talks.models import TalkPlan
from tests.fixtures.attempts import wrong_response
from tests.fixtures.items import MakeBank, every_type, single
from tests.fixtures.people import MakeMember
from tests.support import (
    live,
    world_activities,
    world_community,
    world_evaluation,
    world_files,
    world_mail,
    world_minutes,
    world_partners,
    world_plans,
    world_points,
    world_study,
)

#: Neither of the two is whom the matrix has look at the other's.
TALKS_WITH = {
    Role.MEMBER: Role.ORGANISER,
    Role.LEADER: Role.ADMIN,
    Role.ORGANISER: Role.MEMBER,
    Role.ADMIN: Role.LEADER,
}
ROLES = (Role.MEMBER, Role.LEADER, Role.ORGANISER, Role.ADMIN)


class BranchWorld:
    """A branch with one person of each role, all of whom took its closed contest, and an object of each kind."""

    def __init__(self, branch: Branch, make_member: MakeMember, make_bank: MakeBank) -> None:
        self._now, self.branch = clock.now(), branch
        group = accounts.create_group(branch, f"{branch.name}一组", actor=None, now=self._now)
        self.people = {
            role: make_member(f"{branch.name}{role}", branch=branch, role=role, group=group) for role in ROLES
        }
        self._actor = people.identity_of_member(self.people[Role.ORGANISER].id)
        bank = make_bank(every_type(), slug=f"bank-{branch.id}", branch_id=branch.id)
        self._bank_id = bank.id
        self._items = list(db.session.scalars(select(Item.id).where(Item.bank_id == bank.id)))
        self._contest = self._make_contest(bank.id)
        self._taken = {role: self._take(member) for role, member in self.people.items()}
        with unit_of_work():
            contests.take_step(self._contest, Step.CLOSE, actor=self._actor, now=self._now)
        self._shared = {
            "branch": branch.id,
            "member": self.people[Role.MEMBER].id,
            "contest": self._contest.id,
            "taken": self._taken[Role.MEMBER],
            "short": _slot(self._taken[Role.MEMBER], ItemType.SHORT).position,
            "bank": bank.id,
            "item": self._items[0],
            "bulk": self._bulk(),
            **self._things(),
            "paper": self._print(),
            **self._committee(),
            **self._live(),
            "import": self._past_import(),
            **world_plans.credited(self.people[Role.MEMBER].id, self._now),
            **world_plans.plan(branch.id, self._actor, self._now),
        }
        self._shared["regrade"] = self._regrade()
        self._shared |= world_activities.activity(branch.id, self._actor, self._now)
        self._points()
        member_id = self.people[Role.MEMBER].id
        self._shared |= world_minutes.minutes(self._shared["activity"], member_id, self._actor, self._now)
        self._shared |= world_evaluation.evaluation(branch.id, self.people, self._actor, self._now)
        self._shared |= world_community.shared(self.people, self._shared["group"], self._actor, self._now)
        material_id = self._shared["material"]
        self._shared |= world_study.course(material_id, branch.id, self._actor, self._now)
        self._shared |= world_partners.partner(branch, self._actor, self._now)
        self._shared |= world_files.attached(material_id, branch.id, self._actor, self._now)

    def _points(self) -> None:
        member, leader = (
            people.identity_of_member(self.people[role].id) for role in (Role.MEMBER, Role.LEADER)
        )
        day = self._now.date() - timedelta(days=1)
        with unit_of_work():
            self._shared |= world_points.points(
                member, leader, self._actor, self._shared["entry"], day, self._now
            )
        world_points.try_draft(self._actor, day, self._now)

    def _bulk(self) -> int:
        """Give two items another topic at once; return the change."""
        asked = Asked(topic="应急")
        lines = bank_service.plan_change(self._items[:2], asked, self.branch.id, now=self._now)
        with unit_of_work():
            return bank_service.change_items(
                lines, asked, self.branch.id, actor=self._actor, now=self._now
            ).id

    def _make_contest(self, bank_id: int) -> Contest:
        opens_at = self._now - timedelta(hours=3)
        draft = contests.Draft(
            title="竞赛",
            opens_at=opens_at,
            closes_at=self._now + timedelta(hours=1),
            limit_s=900,
            bank_ids=(bank_id,),
            blueprint={"rows": [{"count": 8, "points": 500}]},
            review="submitted",
        )
        contest = contests.create_contest(draft, branch_id=self.branch.id, actor=self._actor, now=opens_at)
        contests.take_step(contest, Step.PUBLISH, actor=self._actor, now=opens_at)
        db.session.commit()
        return contest

    def _take(self, member: Member) -> int:
        began, identity = self._now - timedelta(hours=2), people.identity_of_member(member.id)
        with unit_of_work():
            attempt_id = contests.enter(self._contest, member=identity, now=began).attempt_id
            papers_service.submit(attempt_id, now=began + timedelta(minutes=5))
        return attempt_id

    def _things(self) -> dict[str, Any]:
        member = self.people[Role.MEMBER]
        credit = record.Credit(member.id, "contest_taken", "matrix", self._now, "试")
        with unit_of_work():
            screen = display.create_screen("大屏", display.Options(), actor=self._actor, now=self._now)
            material, entry = self._material(), record.report(credit, now=self._now)
            group = accounts.create_group(self.branch, f"{self.branch.name}二组", actor=None, now=self._now)
            link = accounts.issue_link(member, actor=self._actor, now=self._now)
            reportable = db.session.get_one(Item, self._items[0]).version_id
            reporter = people.identity_of_member(member.id)
            report = reporting.report(reportable, ReportKind.KEY, "", actor=reporter, now=self._now)
        assert entry is not None
        return {
            "screen": screen.id,
            "display": screen.token,
            "material": material.id,
            "entry": entry.id,
            "group": group.id,
            "link": link,
            "report": report,
            "reportable": token_of(reportable),
        }

    def _committee(self) -> dict[str, Any]:
        """A term with a post in it, and two people of whom a talk is wanted."""
        day, member_id = self._now.date(), self.people[Role.MEMBER].id
        with unit_of_work():
            term = committee.begin_term(self.branch.id, day, actor=self._actor, now=self._now)
            draft = committee.PostDraft(member_id, "书记", day)
            post = committee.appoint(term, draft, actor=self._actor, now=self._now)
            pair = (member_id, self.people[Role.LEADER].id)
            planning.plan_pair(self.branch.id, *pair, day, actor=self._actor, now=self._now)
        plan = db.session.scalar(select(TalkPlan.id).where(TalkPlan.branch_id == self.branch.id))
        return {"term": term.id, "post": post.id, "talk_plan": plan}

    def _talk(self, role: Role) -> dict[str, int]:
        """A talk that somebody has had, with a note and something to do."""
        me = people.identity_of_member(self.people[role].id)
        other, day = self.people[TALKS_WITH[role]].id, self._now.date()
        with unit_of_work():
            talk = talks.arrange(other, self._now, "", actor=me, now=self._now)
            talks.hold(talk, day, actor=me, today=day, now=self._now)
            talks.write_note(talk, "说过的话", actor=me, now=self._now)
            row = talks.follow_up(talk, "要办的事", None, actor=me, now=self._now)
        return {"talk": talk.id, "follow_up": row.id}

    def _past_import(self) -> int:
        """Bring a file of one question into a bank of its own; return the import."""
        file = {"bank_id": None, "name": f"导入{self.branch.id}", "branch_id": self.branch.id}
        with unit_of_work():
            token = stage_items(
                "旧题.json", **file, parsed=parse([single(1)]), actor=self._actor, now=self._now
            )
        row = own_import(token, actor=self._actor, now=self._now)
        with unit_of_work():
            confirm(row, partial=False, actor=self._actor, now=self._now)
        import_id = row.id
        running.store(import_id, self._actor, 1)
        return import_id

    def _regrade(self) -> int:
        """An item of the contest that was made void."""
        stored = bank_queries.stored_item(self._items[-2])
        assert stored is not None
        docket = propose(stored, self.branch.id, RulingKind.FULL)
        return carry_out(
            docket, effects_of(docket), actor=self._actor, now=self._now, reason="有歧义", request_id=None
        )

    def _print(self) -> int:
        """A paper that was printed from the bank."""
        look = printing.Look("试卷", Arrangement.TWO)
        with unit_of_work():
            picks = [(one, 200) for one in self._items]
            return printing.keep(
                picks, look, "7F3A91C2", branch_id=self.branch.id, actor=self._actor, now=self._now
            ).id

    def _live(self) -> dict[str, Any]:
        """A live contest whose lobby is open, and one that is being prepared."""
        organiser = self.people[Role.ORGANISER]
        opened, draft = (
            live.make_contest(self.branch, organiser, self._bank_id, lobby_open=is_open)
            for is_open in (True, False)
        )
        over = live.make_contest(self.branch, organiser, self._bank_id, title="已结束的现场竞赛")
        player = live.enter(over.id, "来宾").player
        live.everybody(over.id, **{player: True})
        live.host(over.id, "finish")
        db.session.rollback()
        return {
            "live": opened.id,
            "pin": opened.pin,
            "wall": opened.screen_token,
            "draft": draft.id,
            "over": over.id,
            "player": player,
        }

    def _material(self) -> Material:
        row = Material(
            branch_id=self.branch.id,
            code=f"m{self.branch.id}",
            title="材料",
            topic="应急救护",
            minutes=3,
            body="正文。",
            sources=[],
            item_ids=self._items[:2],
            content_hash="",
            published=True,
            created_at=self._now,
            updated_at=self._now,
        )
        db.session.add(row)
        db.session.flush()
        return row

    def of(self, role: Role) -> dict[str, Any]:
        """Return the branch's values, by kind, with what belongs to the person of this role alone."""
        member = self.people[role]
        begun, sid = self._practise(people.identity_of_member(member.id)), new_token()
        with unit_of_work():
            accounts.create_token(member, "read", None, self._now)
            notices.tell([member.id], "item.comment", {}, "", "matrix", now=self._now)
            row = LoginSession(
                member_id=member.id,
                token_hash=token_hash(sid),
                created_at=self._now,
                last_seen_at=self._now,
            )
            db.session.add(row)
        return {
            **self._shared,
            "attempt": self._taken[role],
            "practice": begun,
            "essay": _slot(begun, ItemType.SHORT).position,
            "shelved": _slot(begun, ItemType.SINGLE).item_id,
            **self._staged(role),
            **self._talk(role),
            **world_community.own(people.identity_of_member(member.id), self._actor, self._now),
            **world_mail.addresses(people.identity_of_member(member.id), self._now),
            **world_study.beside(self._shared["material"], people.identity_of_member(member.id), self._now),
            "token": db.session.scalar(select(ApiToken.id).where(ApiToken.member_id == member.id)),
            "notice": db.session.scalar(select(Notice.id).where(Notice.member_id == member.id)),
            "session": row.id,
            "sid": sid,
        }

    def _staged(self, role: Role) -> dict[str, str]:
        """Return the tokens of the lists that an organiser has uploaded and not confirmed."""
        if role not in (Role.ORGANISER, Role.ADMIN):
            return {"roster": "none", "items": "none"}
        actor = people.identity_of_member(self.people[role].id)
        rows, parsed = [RosterRow(2, {Column.NAME: "张三"})], parse([single(1)])
        with unit_of_work():
            roster = accounts.stage_import(self.branch.id, rows, "名单.csv", actor=actor, now=self._now)
            items = stage_items(
                "新题.yaml",
                bank_id=None,
                name=f"新题{role}",
                branch_id=self.branch.id,
                parsed=parsed,
                actor=actor,
                now=self._now,
            )
        return {"roster": roster, "items": items}

    def _practise(self, member: Identity) -> int:
        """Begin a practice, answer its short answer, miss a choice and keep it among the favourites."""
        order = Order(Purpose.PRACTICE, "practice", "练习", "seed", instant_feedback=True)
        picks = [(one, 100) for one in self._items]
        with unit_of_work():
            begun = papers_service.start_with(order, picks, member=member, now=self._now).attempt_id
        head, missed = _head(begun), _slot(begun, ItemType.SINGLE)
        with unit_of_work():
            practice.answer(head, _slot(begun, ItemType.SHORT).position, "要点", now=self._now)
            practice.answer(head, missed.position, wrong_response(missed), now=self._now)
            practice.set_favourite(head, missed.position, on=True, now=self._now)
        return begun


def _head(attempt_id: int) -> papers.AttemptHead:
    head = papers.head(attempt_id)
    assert head is not None
    return head


def _slot(attempt_id: int, kind: ItemType) -> Slot:
    return next(slot for slot in _head(attempt_id).slots if slot.type is kind)
