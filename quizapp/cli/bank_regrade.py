"""`quizapp bank regrade`: a key that was found wrong, put right from the command line."""

from __future__ import annotations

from contextlib import suppress

import click
from flask_babel import gettext

from ..accounts.queries import identity_of_member
from ..bank import queries
from ..bank.queries import StoredItem
from ..core import clock
from ..core.errors import NotFound
from ..core.permissions import Identity, Permission, allowed
from ..papers.rulings import RulingKind
from ..regrading import docket as dockets
from ..regrading import keying, preview, running
from ..regrading import queries as regrades
from ..regrading.docket import Docket, regrade_of
from ..regrading.queries import Shown
from ..web.filters import points
from .context import branch_named, member_named, opened, print_json, refuse


@click.command("regrade")
@click.argument("item_id", metavar="ID", required=False)
@click.option(
    "--bank", "bank_name", default="", help="Bank by id or name, where several have an item of this id."
)
@click.option("--key", default="", help="The right key: B · A,C · true · 32 · 1=B,2=A · 甲|乙;丙 for gaps.")
@click.option("--current", is_flag=True, help="By the key that is in force by now.")
@click.option(
    "--void", type=click.Choice(["full", "none"]), default=None, help="Void: all the points, or none."
)
@click.option("--undo", type=int, default=None, help="Take this regrade back.")
@click.option(
    "--branch", "branch_name", default="", help="Whose papers; the one of --by when it is not given."
)
@click.option(
    "--by", "username", required=True, help="In whose name: an organiser of that branch, or an administrator."
)
@click.option("--reason", required=True, help="Why; those whom it touches are told.")
@click.option("--dry-run", is_flag=True, help="Say whom it would touch, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def regrade(
    item_id: str | None,
    bank_name: str,
    key: str,
    current: bool,
    void: str | None,
    undo: int | None,
    branch_name: str,
    username: str,
    reason: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Mark anew what was answered by a wrong key: papers, contests, points. ID is the item's; see also --undo."""
    if sum((bool(key), current, void is not None, undo is not None)) != 1:
        refuse("请在 --key、--current、--void、--undo 中选一个。")
    with opened():
        actor = identity_of_member(member_named(username).id)
        branch_id = branch_named(branch_name).id if branch_name else actor.branch_id
        if undo is not None:
            docket = _undoing(undo, actor)
        else:
            docket = _docket(_item(item_id or "", bank_name), branch_id, key, void, actor)
        shown, regrade_id = _carry_out(docket, actor, reason, dry_run=dry_run)
    if as_json:
        print_json({"regrade": regrade_id, **regrades.as_json(shown)})
    else:
        _print(shown, regrade_id)


def _carry_out(docket: Docket, actor: Identity, reason: str, *, dry_run: bool) -> tuple[Shown, int | None]:
    effects, now = preview.effects_of(docket), clock.now()
    shown = regrades.proposed(effects, docket.branch_id, now)
    if dry_run:
        return shown, None
    regrade_id = running.carry_out(docket, effects, actor=actor, now=now, reason=reason, request_id=None)
    running.finish(regrade_id)
    return regrades.done(regrade_of(regrade_id)), regrade_id


def _item(code: str, bank_name: str) -> StoredItem:
    found = queries.items_called(code.strip())
    if bank_name:
        bank_id = queries.bank_of_key(bank_name.strip())
        found = [stored for stored in found if stored.bank_id == bank_id]
    if len(found) != 1:
        refuse(f"没有题目“{code}”。" if not found else f"几个题库都有题目“{code}”，请加 --bank 指明。")
    return found[0]


def _docket(stored: StoredItem, branch_id: int, key: str, void: str | None, actor: Identity) -> Docket:
    bank = queries.bank_info(stored.bank_id)
    if bank is None or not allowed(actor, Permission.MANAGE_CONTESTS, branch_id=branch_id):
        refuse(f"{actor.name} 不能更正这个支部的成绩。")
    if bank.branch_id not in (None, branch_id):
        refuse("这道题属于别的支部。")
    if void:
        return dockets.propose(stored, branch_id, RulingKind(void))
    wanted = keying.from_text(stored.item, key) if key else stored.item
    docket = dockets.propose(stored, branch_id, RulingKind.KEY, wanted)
    if docket.key is not None and bank.branch_id is None and not actor.is_admin:
        refuse("系统题库的答案由管理员更正。")
    return docket


def _undoing(regrade_id: int, actor: Identity) -> Docket:
    row = None
    with suppress(NotFound):
        row = regrade_of(regrade_id)
    if row is None or not allowed(actor, Permission.MANAGE_CONTESTS, branch_id=row.branch_id):
        refuse(f"没有第 {regrade_id} 次重判。")
    if regrades.undone_by(regrade_id):
        refuse(f"第 {regrade_id} 次重判已经撤回过了。")
    return dockets.undoing(row)


def _print(shown: Shown, regrade_id: int | None) -> None:
    head = "只是预览，没有改动：" if regrade_id is None else f"第 {regrade_id} 次重判："
    click.echo(
        f"{head}{shown.members} 人，{len(shown.papers)} 份答卷，{len(shown.sources)} 场竞赛，积分 {points(shown.points)}"
    )
    for paper in shown.papers:
        click.echo(f"{paper.name}  {paper.title}  {points(paper.before)} → {points(paper.after)}")
    for source in shown.sources:
        for one in source.moved:
            click.echo(f"{source.title}  {one.name}  第 {one.rank_before} 名 → 第 {one.rank} 名")
        for number, who, why in source.left:
            click.echo(f"! {source.title}  第 {number} 题 {who}：{gettext(why)}", err=True)
    for title in shown.under_way:
        click.echo(f"! 现场竞赛“{title}”已经开场，没有改动。", err=True)
