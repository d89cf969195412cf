"""From a member list and what stands in the branch's book: what an import would do. Pure.

A row is somebody's who is already in the book by the first of these that fits: the same username; the
same phone and name; the only one of that name in the branch (with a warning). A row that fits nobody is a
new member. An empty cell never erases; nobody who has left is brought back; with a faulty row in the
list, nothing is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ..core.i18n import N_
from .kinds import MemberKind
from .roster_cells import Column
from .roster_rows import Entry, Problem, read_row


class Step(StrEnum):
    """What happens to a row."""

    ADD = "add"
    CHANGE = "change"
    KEEP = "keep"  # nothing in it is new
    SKIP = "skip"  # has left the branch


@dataclass(frozen=True, slots=True)
class Existing:
    """A member of the branch, as its book has it."""

    id: int
    username: str
    name: str
    phone: str = ""
    group: str = ""
    joined_on: date | None = None
    duty: str = ""
    kind: MemberKind = MemberKind.FORMAL
    has_left: bool = False


Values = Mapping[Column, str | date | MemberKind]


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be done for one row. `values`: all for a new member, else only what changes."""

    row: int
    step: Step
    name: str
    username: str
    member_id: int | None = None
    values: Values = field(default_factory=dict)
    before: Values = field(default_factory=dict)
    username_made: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. With `problems` nothing is done."""

    actions: tuple[Action, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    new_groups: tuple[str, ...]

    def count(self, step: Step) -> int:
        return sum(action.step is step for action in self.actions)


def plan(
    rows: Sequence[tuple[int, Mapping[Column, str]]],
    existing: Iterable[Existing],
    groups: Iterable[str],
    taken: Iterable[str],
    today: date,
) -> Plan:
    """Return what importing `rows` (number in the file, cells) would do.

    `taken` are the usernames of other branches, which no row here may have.
    """
    return _Planner(list(existing), set(groups), frozenset(taken), today).run(rows)


class _Planner:
    """Goes through the rows once, in order; every row sees what the rows before it claimed."""

    def __init__(
        self, existing: list[Existing], groups: set[str], foreign: frozenset[str], today: date
    ) -> None:
        self._by_username = {member.username: member for member in existing}
        self._by_phone_and_name = {(m.phone, m.name): m for m in existing if m.phone}
        self._by_name: dict[str, list[Existing]] = {}
        for member in existing:
            if not member.has_left:
                self._by_name.setdefault(member.name, []).append(member)
        self._phones = {m.phone: m.id for m in existing if m.phone and not m.has_left}
        self._groups = groups
        self._foreign = foreign
        self._usernames = foreign | self._by_username.keys()
        self._today = today
        self._actions: list[Action] = []
        self._problems: list[Problem] = []
        self._warnings: list[Problem] = []
        self._new_groups: list[str] = []
        self._claimed: dict[int, int] = {}  # member → row
        self._seen: dict[str, int] = {}  # username or phone of the file → row
        self._next_number = 1

    def run(self, rows: Sequence[tuple[int, Mapping[Column, str]]]) -> Plan:
        entries: list[Entry] = []
        for number, cells in rows:
            entry, problems = read_row(number, cells, self._today)
            self._problems += problems
            if entry:
                entries.append(entry)
        names = Counter(entry.name for entry in entries if not entry.username)
        self._usernames |= {entry.username for entry in entries if entry.username}
        for entry in entries:
            self._take(entry, is_only_one=names[entry.name] == 1)
        return Plan(
            tuple(self._actions), tuple(self._problems), tuple(self._warnings), tuple(self._new_groups)
        )

    def _take(self, entry: Entry, *, is_only_one: bool) -> None:
        if self._is_double(entry):
            return
        if entry.username in self._foreign:
            self._fault(entry, Column.USERNAME, N_("账号“%(value)s”已被使用，请换一个。"), entry.username)
            return
        member = self._find(entry, is_only_one)
        if member is None:
            if not self._is_ambiguous(entry):
                self._add(entry)
        elif member.id in self._claimed:
            row = str(self._claimed[member.id])
            self._fault(entry, Column.NAME, N_("与第 %(value)s 行是同一个人，请只留一行。"), row)
        else:
            self._claimed[member.id] = entry.row
            self._update(entry, member)

    def _is_double(self, entry: Entry) -> bool:
        for column, value in ((Column.USERNAME, entry.username), (Column.PHONE, entry.phone)):
            if not value:
                continue
            first = self._seen.setdefault(f"{column}:{value}", entry.row)
            if first != entry.row:
                self._fault(entry, column, N_("与第 %(value)s 行重复。"), str(first))
                return True
        return False

    def _find(self, entry: Entry, is_only_one: bool) -> Existing | None:
        if entry.username in self._by_username:
            return self._by_username[entry.username]
        if found := self._by_phone_and_name.get((entry.phone, entry.name)):
            if entry.username:
                self._warn(
                    entry, Column.USERNAME, N_("此人已有账号“%(value)s”，账号不更改。"), found.username
                )
            return found
        namesakes = self._by_name.get(entry.name, [])
        if entry.username or len(namesakes) != 1 or not is_only_one:
            return None
        self._warn(
            entry, Column.NAME, N_("按姓名认作已有成员（账号 %(value)s），请核对。"), namesakes[0].username
        )
        return namesakes[0]

    def _is_ambiguous(self, entry: Entry) -> bool:
        namesakes = self._by_name.get(entry.name, [])
        if namesakes and not entry.username:
            self._fault(entry, Column.NAME, N_("本支部或名单中有同名成员，请填写账号以区分。"))
            return True
        if namesakes:
            self._warn(entry, Column.NAME, N_("本支部已有同名成员，这一行作为另一人新增。"))
        return False

    def _add(self, entry: Entry) -> None:
        if self._phone_is_anothers(entry, None):
            return
        username = entry.username or self._make_username(entry.phone)
        values: dict[Column, str | date | MemberKind] = {Column.NAME: entry.name, Column.USERNAME: username}
        values |= entry.more
        values.setdefault(Column.KIND, MemberKind.FORMAL)
        self._note_group(entry)
        self._actions.append(
            Action(
                entry.row,
                Step.ADD,
                entry.name,
                username,
                values=values,
                username_made=not entry.username,
            )
        )

    def _update(self, entry: Entry, member: Existing) -> None:
        if member.has_left:
            self._warn(entry, Column.NAME, N_("此人已离开支部，不作更改；要恢复请在成员页办理。"))
            self._actions.append(Action(entry.row, Step.SKIP, member.name, member.username, member.id))
            return
        if self._phone_is_anothers(entry, member.id):
            return
        stands: dict[Column, str | date | MemberKind] = {
            Column.NAME: member.name,
            Column.PHONE: member.phone,
            Column.GROUP: member.group,
            Column.DUTY: member.duty,
            Column.KIND: member.kind,
        }
        if member.joined_on:
            stands[Column.JOINED_ON] = member.joined_on
        told = {Column.NAME: entry.name, **entry.more}
        values = {column: value for column, value in told.items() if stands.get(column) != value}
        before = {column: stands[column] for column in values if stands.get(column)}
        self._note_group(entry)
        step = Step.CHANGE if values else Step.KEEP
        self._actions.append(Action(entry.row, step, entry.name, member.username, member.id, values, before))

    def _phone_is_anothers(self, entry: Entry, own_id: int | None) -> bool:
        if not entry.phone or self._phones.get(entry.phone, own_id) == own_id:
            return False
        self._fault(entry, Column.PHONE, N_("手机号“%(value)s”是本支部另一位成员的。"), entry.phone)
        return True

    def _note_group(self, entry: Entry) -> None:
        group = str(entry.more.get(Column.GROUP, ""))
        if group and group not in self._groups:
            self._groups.add(group)
            self._new_groups.append(group)

    def _make_username(self, phone: str) -> str:
        username = phone.lstrip("+")
        while not username or username in self._usernames:
            username = f"m{self._next_number:03d}"
            self._next_number += 1
        self._usernames |= {username}
        return username

    def _fault(self, entry: Entry, column: Column, message: str, value: str = "") -> None:
        self._problems.append(Problem(entry.row, column, message, value))

    def _warn(self, entry: Entry, column: Column, message: str, value: str = "") -> None:
        self._warnings.append(Problem(entry.row, column, message, value))
