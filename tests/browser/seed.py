"""A small branch in which every page has something to show: each state of a contest, each item type, each list.

Made through the services in this process, before the server that the browser visits is started.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from sqlalchemy import func, select

from quizapp import create_app
from quizapp.accounts import queries as people
from quizapp.accounts import service as accounts
from quizapp.accounts.models import Member
from quizapp.accounts.passwords import hash_password
from quizapp.accounts.roster_cells import Column
from quizapp.accounts.sheets import Row
from quizapp.analysis.gathering import gather
from quizapp.bank import formats
from quizapp.bank import queries as bank_queries
from quizapp.bank import service as bank
from quizapp.bank.imports.staging import stage_items
from quizapp.bank.item import ItemType
from quizapp.bank.models import Item
from quizapp.bank.native import parse
from quizapp.bank.reviewing import reporting
from quizapp.bank.reviewing import service as reviewing
from quizapp.bank.reviewing.models import Outcome, ReportKind
from quizapp.bank.reviewing.tokens import token_of
from quizapp.cli.preparing import prepare_content, prepare_database
from quizapp.committee import service as committee
from quizapp.config import Settings
from quizapp.contests import service as contests
from quizapp.contests.models import Contest
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.display import service as display
from quizapp.extensions import db
from quizapp.papers import answers, queries
from quizapp.papers import service as papers
from quizapp.papers.printing import service as printing
from quizapp.papers.printing.layout import Arrangement
from quizapp.papers.rulings import RulingKind
from quizapp.practice import service as practice
from quizapp.record import service as record
from quizapp.record.models import LedgerEntry
from quizapp.regrading.docket import propose
from quizapp.regrading.preview import effects_of
from quizapp.regrading.running import carry_out
from quizapp.study import queries as materials
from quizapp.study import service as study
from quizapp.study.models import Material
from quizapp.talks import planning
from quizapp.talks import service as talks
from quizapp.talks.models import Talk
from tests.browser.live_seed import live_places
from tests.browser.seed_activities import activity_places
from tests.browser.seed_community import community_places
from tests.browser.seed_evaluation import evaluation_places
from tests.browser.seed_files import file_places
from tests.browser.seed_minutes import meetings
from tests.browser.seed_plans import plan_places
from tests.browser.seed_study import mail_places, partner_places, study_places
from tests.fixtures.attempts import right_response, wrong_response
from tests.fixtures.items import every_type
from tests.support import world_points

PASSWORD = "一支很长的密码 2026"
ACCOUNTS = (
    ("admin", "秦素", Role.ADMIN, "机关党委书记"),
    ("organiser", "罗勇", Role.ORGANISER, "支部书记"),
    ("leader", "韦兰", Role.LEADER, "党小组长"),
    ("member", "周晓岚", Role.MEMBER, ""),
    ("keys", "沈牧云", Role.MEMBER, ""),
    ("tabs", "江一帆", Role.MEMBER, ""),
    ("plain", "陈思源", Role.MEMBER, ""),
    ("english", "江南", Role.MEMBER, ""),
    ("newcomer", "尼格买提·热合曼江", Role.MEMBER, ""),
)
GROUPS = ("第一党小组", "第二党小组", "宣传动员与志愿服务党小组", "物资组", "救援队组", "筹资组", "离退休组")
OTHERS = 24
LONG = "“学条例、守纪律、强作风”机关党支部第三季度应急救护与红十字运动基本知识竞赛（International Humanitarian Law）"
MARKDOWN = (
    "## 第一节\n\n正文一段，**要点**加粗，见[条例](https://example.org/a/very/long/address/without/any/space)。\n\n"
    "- 一\n- 二\n\n> 引文。\n\n| 项目 | 数量 |\n|---|---|\n| 甲 | 1 |\n"
)

Places = Mapping[str, str]  # what stands between the braces of an address


def seed(data: Path) -> Places:
    """Fill a new data folder; return where the things are that pages are about."""
    app = create_app(Settings(data=data, database_url=f"sqlite:///{data / 'quizapp.db'}"))
    with app.app_context(), force_locale("zh_CN"):
        prepare_database()
        prepare_content()
        places = _Branch().places()
        db.session.remove()
        app.extensions["services"].close()
        db.engine.dispose()
    return places


class _Branch:
    """The branch in the making."""

    def __init__(self) -> None:
        self.now = clock.now()
        self._found: dict[str, Any] = {}

    def places(self) -> Places:
        with unit_of_work():
            self._people()
            self._bank()
            self._materials()
        for days in (40, 23, 9, 8, 3, 2, 1):
            for name in ("member", "leader", "organiser"):
                self._practise(name, self.now - timedelta(days=days), right=3 + days % 3)
        for number in range(9):
            self._practise(f"user{number:02d}", self.now, right=1 + number % 5)
        for number in range(10, 22):
            self._meet(f"user{number}", self.now - timedelta(days=70), right=number % 4)
        self._leave_practices()
        self._contests()
        organiser = db.session.get_one(Member, self._found["organiser"])
        self._found |= live_places(self.branch, organiser, self._found["bank"])
        with unit_of_work():
            self._print()
            self._report()
            self._screens()
            self._tokens_and_imports()
            member, organiser = self._id("member"), self._id("organiser")
            material_id = self._found["material"]
            self._found |= study_places(self.branch, material_id, member, organiser, self.now)
            self._found |= mail_places(member, self.now)
            password = db.session.get_one(Member, self._found["member"]).password_hash
            self._found |= partner_places(self.branch, self._found["running"], password, organiser, self.now)
            self._found |= community_places(self.branch, member, organiser, self._id("tabs"), self.now)
            self._committee()
            self._found |= meetings(
                self.branch.id, self._id("organiser"), self._id("member"), self._found, self.now
            )
            self._found |= activity_places(
                self.branch.id, self._id("organiser"), self._id("member"), self.now
            )
            self._found |= plan_places(self.branch, material_id, organiser, self.now)
            self._found |= evaluation_places(self.branch, member, organiser, self._id("leader"), self.now)
            entry = db.session.scalar(select(func.min(LedgerEntry.id)))
            record.reverse(entry, actor=self._id("organiser"), now=self.now, reason="重复记分")
            day = self.now.date() - timedelta(days=1)
            people_of = (self._id(name) for name in ("member", "leader", "organiser"))
            self._found |= world_points.points(*people_of, self._own_entry(), day, self.now)
        world_points.try_draft(self._id("organiser"), self.now.date(), self.now)
        self._found |= file_places(self.branch.id, self.items[0], self._id("organiser"), self.now)
        self._regrade()
        while gather(self.now + timedelta(minutes=5)):
            pass
        return {name: str(value) for name, value in self._found.items()}

    def _own_entry(self) -> int:
        mine = (LedgerEntry.member_id == self._found["member"]) & LedgerEntry.reverses_id.is_(None)
        return (
            db.session.scalars(select(LedgerEntry.id).where(mine).order_by(LedgerEntry.id.desc())).first()
            or 0
        )

    def _id(self, username: str) -> Identity:
        return people.identity_of_member(self._found[username])

    # ---- people, bank, materials

    def _people(self) -> None:
        self.branch = accounts.create_branch("机关党支部", actor=None, now=self.now)
        self._found["other_branch"] = accounts.create_branch("离退休党支部", actor=None, now=self.now).id
        self.groups = [accounts.create_group(self.branch, name, actor=None, now=self.now) for name in GROUPS]
        self._found["group"] = self.groups[0].id
        password = hash_password(PASSWORD)
        for username, name, role, duty in ACCOUNTS:
            row = self._member(username, name, self.groups[0], role=role, duty=duty, password_hash=password)
            if username != "newcomer":
                row.consented_at = self.now
        for number in range(OTHERS):
            self._member(f"user{number:02d}", f"党员{number:02d}", self.groups[number % len(GROUPS)])
        invited = self._member("invited", "欧阳思源", None, phone="13800000001")
        self._found["invitation"] = accounts.issue_link(invited, actor=None, now=self.now)
        left = self._member("left", "已调出", None)
        accounts.leave(left, actor=None, now=self.now, reason="组织关系转出")

    def _report(self) -> None:
        """The member reports two items, of which one is answered; a new version of another is kept as a draft."""
        me, actor = self._id("member"), self._id("organiser")
        first, answered, drafted = self.items[:3]
        for name, item_id, text in (("report", first, LONG), ("answered_report", answered, "")):
            version_id = db.session.get_one(Item, item_id).version_id
            made = reporting.report(version_id, ReportKind.KEY, text, actor=me, now=self.now)
            self._found |= {name: made, f"{name}_token": token_of(version_id)}
        reporting.answer(
            self._found["answered_report"], Outcome.NO_FAULT, "见第七条。", actor=actor, now=self.now
        )
        stored = bank_queries.stored_item(drafted)
        assert stored
        better = replace(stored.item, explanation="写得更清楚。")
        bank.edit_item(drafted, better, actor=actor, now=self.now, comment="补充解析", as_draft=True)
        reviewing.comment(drafted, LONG, actor=actor, now=self.now)
        self._found["drafted"] = drafted

    def _committee(self) -> None:
        """A committee whose election is near, and talks of the member: planned, arranged, and one with everything."""
        actor, me, today = self._id("organiser"), self._id("member"), self.now.date()
        term = committee.begin_term(self.branch.id, today - timedelta(days=1020), actor=actor, now=self.now)
        for title, name in (("书记", "organiser"), ("组织委员", "leader"), ("纪检委员", "keys")):
            draft = committee.PostDraft(self._found[name], title, term.began_on, LONG)
            self._found["post"] = committee.appoint(term, draft, actor=actor, now=self.now).id
        self._found["term"] = term.id
        planning.fill_up(self.branch.id, today, actor=actor, now=self.now, today=today)
        for name, other in (("arranged_talk", "tabs"), ("talk", "organiser")):
            at, place = self.now - timedelta(hours=2), "二楼会客室"
            self._found[name] = talks.arrange(self._found[other], at, place, actor=me, now=at).id
        talk = db.session.get_one(Talk, self._found["talk"])
        talks.hold(talk, today - timedelta(days=1), actor=me, today=today, now=self.now)
        talks.write_note(talk, MARKDOWN, actor=me, now=self.now)
        talks.confirm(talk, self.now, actor=actor, now=self.now)
        talks.add(talk, LONG, actor=actor, now=self.now)
        talks.follow_up(talk, LONG, today - timedelta(days=1), actor=me, now=self.now)

    def _member(self, username: str, name: str, group: Any, **more: Any) -> Member:
        row = accounts.create_member(
            self.branch, username=username, name=name, group=group, actor=None, now=self.now, **more
        )
        self._found[username] = row.id
        return row

    def _bank(self) -> None:
        parsed = parse({"bank": "every", "name": "各种题型", "items": every_type()})
        made = bank.ensure_bank(
            "every", parsed.name, branch_id=self.branch.id, actor=self._id("organiser"), now=self.now
        )
        bank.store_items(made, parsed.items, actor=self._id("organiser"), now=self.now)
        self._found["bank"] = made.id
        written = bank.ensure_bank(
            "written", "新写的题", branch_id=self.branch.id, actor=self._id("organiser"), now=self.now
        )
        self._found["writing_bank"] = written.id  # what tests write into it is drawn for nobody
        items = list(db.session.scalars(select(Item.id).where(Item.bank_id == made.id).order_by(Item.id)))
        self.items = items
        self._found["item"] = items[0]
        self._found["shipped_item"] = db.session.scalar(select(func.min(Item.id)))

    def _materials(self) -> None:
        """Two of the branch's own; the member has answered the check of one, wrong."""
        actor, me = self._id("organiser"), self._id("member")
        for name, items in (("material", self.items[:1]), ("checked_material", self.items[1:3])):
            draft = study.Draft(LONG[:60], "应急救护", MARKDOWN * 4, "一句话简介", item_ids=tuple(items))
            own = study.create_material(draft, branch_id=self.branch.id, actor=actor, now=self.now)
            study.set_published(own, True, actor=actor, now=self.now)
            self._found[name] = own.id
        check = materials.check_for(own, me)
        given = [wrong_response(slot) for slot in check.slots]
        self._found["check"] = study.answer_check(own.id, check.token, given, member=me, now=self.now)
        self._found["shipped_material"] = db.session.scalar(select(func.min(Material.id)))

    # ---- practice

    def _practise(self, name: str, at: datetime, *, right: int) -> int:
        me = self._id(name)
        with unit_of_work():
            choice = practice.Choice(5, types=(ItemType.SINGLE, ItemType.BOOLEAN))
            attempt = practice.begin(choice, "随机练习", member=me, now=at).attempt_id
        head = queries.head(attempt, fresh=True)
        for slot in head.slots:
            response = right_response(slot) if slot.position <= right else wrong_response(slot)
            with unit_of_work():
                practice.answer(head, slot.position, response, now=at)
        with unit_of_work():
            practice.finish(attempt, now=at)
        return attempt

    def _meet(self, name: str, at: datetime, *, right: int) -> None:
        """Let somebody practise the bank's first three items, so that enough people have for figures."""
        me = self._id(name)
        with unit_of_work():
            started = practice.begin_with("wrong", self.items[:3], "各种题型", member=me, now=at)
        head = queries.head(started.attempt_id, fresh=True)
        for slot in head.slots:
            response = right_response(slot) if slot.position <= right else wrong_response(slot)
            with unit_of_work():
                practice.answer(head, slot.position, response, now=at + timedelta(seconds=9 * slot.position))
        with unit_of_work():
            practice.finish(started.attempt_id, now=at + timedelta(minutes=1))

    def _leave_practices(self) -> None:
        """One practice of every type unanswered, one answered all wrong, one finished, with a favourite."""
        me = self._id("member")
        with unit_of_work():
            keys = practice.begin_with("wrong", self.items, "各种题型", member=self._id("keys"), now=self.now)
        self._found["keys_practice"] = keys.attempt_id
        self._found["finished"] = self._practise("member", self.now, right=4)
        with unit_of_work():
            practice.set_favourite(queries.head(self._found["finished"]), 1, on=True, now=self.now)
        for name in ("open", "marked"):
            with unit_of_work():
                started = practice.begin_with("wrong", self.items, "各种题型", member=me, now=self.now)
            self._found[f"{name}_practice"] = started.attempt_id
        head = queries.head(self._found["marked_practice"], fresh=True)
        for slot in head.slots:
            with unit_of_work():
                given = "自己的话" if slot.type == "short" else wrong_response(slot)
                practice.answer(head, slot.position, given, now=self.now)

    def _print(self) -> None:
        """A paper of every type, in two variants and two columns."""
        items = db.session.scalars(select(Item.id).where(Item.bank_id == self._found["bank"])).all()
        look = printing.Look(LONG, Arrangement.TWO, columns=2, note="闭卷，60 分钟")
        picks = [(one, 200) for one in items]
        self._found["paper"] = printing.keep(
            picks, look, "7F3A91C2", branch_id=self.branch.id, actor=self._id("organiser"), now=self.now
        ).id

    # ---- contests

    def _contests(self) -> None:
        self._contest("draft", "下季度竞赛（拟）", publish=False)
        self._contest("upcoming", LONG, opens=timedelta(days=1))
        running = self._contest("running", LONG)
        self._take(running, "member", right=3, submit=False)
        self._take(running, "leader", right=8)
        closed = self._contest("closed", "简答测验")
        self._take(closed, "member", right=4)
        self._step(closed, Step.CLOSE)
        settled = self._contest(
            "settled", "上季度竞赛", types=["single", "multiple", "boolean"], count=3, attempts=2
        )
        for name, right in (("member", 2), ("leader", 3), ("organiser", 1), ("member", 3)):
            self._found[f"{name}_paper"] = self._take(settled, name, right)
        self._step(settled, Step.CLOSE)
        self._step(settled, Step.SETTLE)

    def _contest(
        self,
        name: str,
        title: str,
        *,
        publish: bool = True,
        opens: timedelta = -timedelta(hours=1),
        types: list[str] | None = None,
        count: int = 8,
        attempts: int = 1,
    ) -> Contest:
        draft = contests.Draft(
            title=title,
            notice=MARKDOWN,
            opens_at=self.now + opens,
            closes_at=self.now + timedelta(days=3),
            limit_s=3600,
            bank_ids=(self._found["bank"],),
            blueprint={"rows": [{"count": count, "points": 500, "types": types or []}]},
            attempts=attempts,
        )
        with unit_of_work():
            made = contests.create_contest(
                draft, branch_id=self.branch.id, actor=self._id("organiser"), now=self.now
            )
        if publish:
            self._step(made, Step.PUBLISH)
        self._found[name] = made.id
        return made

    def _step(self, contest: Contest, step: Step) -> None:
        with unit_of_work():
            contests.take_step(contest, step, actor=self._id("organiser"), now=clock.now())

    def _take(self, contest: Contest, name: str, right: int, *, submit: bool = True) -> int:
        with unit_of_work():
            attempt = contests.enter(contest, member=self._id(name), now=clock.now()).attempt_id
        head = queries.head(attempt, fresh=True)
        given = {}
        for slot in head.slots[: None if submit else right]:
            good = slot.position <= right
            response = right_response(slot) if good else wrong_response(slot)
            given[slot.position] = "自己的话" if slot.type == "short" else response
        answers.save_answers(head, given, now=clock.now())
        if submit:
            with unit_of_work():
                papers.submit(attempt, now=clock.now())
        else:
            self._found["open_paper"] = attempt
        return attempt

    def _regrade(self) -> None:
        """An item that nobody was asked, and nobody will be by a paper of the branch, made void."""
        shipped = select(func.max(Item.id)).where(
            Item.bank_id != self._found["bank"], Item.type == ItemType.ORDERING
        )
        stored = bank_queries.stored_item(db.session.scalar(shipped) or 0)
        assert stored is not None
        docket, actor = propose(stored, self.branch.id, RulingKind.FULL), self._id("organiser")
        self._found["regrade"] = carry_out(
            docket, effects_of(docket), actor=actor, now=self.now, reason="条文已经修改", request_id=None
        )

    # ---- screens, tokens, files that wait

    def _screens(self) -> None:
        actor = self._id("organiser")
        for theme in display.THEMES:
            options = display.Options(
                boards=("groups", "members", "branches"), theme=theme, seconds=60, live=False
            )
            screen = display.create_screen("三楼会议室", options, actor=actor, now=self.now)
            self._found[f"screen_{theme}"], self._found["screen"] = screen.token, screen.id
        ended = display.create_screen("旧大屏", display.Options(), actor=actor, now=self.now)
        display.revoke_screen(ended, actor=actor, now=self.now)
        self._found["screen_ended"] = ended.token

    def _tokens_and_imports(self) -> None:
        member = db.session.get_one(Member, self._found["member"])
        accounts.create_token(member, "read", 30, self.now, name="脚本")
        rows = [Row(2, {Column.NAME: "新同志", Column.GROUP: "新建党小组"}), Row(3, {Column.NAME: "党员01"})]
        actor = self._id("organiser")
        self._found["roster"] = accounts.stage_import(
            self.branch.id, rows, "名单.xlsx", actor=actor, now=self.now
        )
        content = "题型,题干,选项A,选项B,答案\n单选,第一题？,甲,乙,A\n单选,第二题？,甲,乙,\n".encode()
        self._found["items_file"] = stage_items(
            "试题.csv",
            bank_id=self._found["bank"],
            name="",
            branch_id=self.branch.id,
            parsed=formats.read(content, "试题.csv"),
            actor=actor,
            now=self.now,
        )
