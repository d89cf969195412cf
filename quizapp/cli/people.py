"""`quizapp user`, `quizapp members` and `quizapp token`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask_babel import gettext

from ..accounts import service
from ..accounts.models import Branch, Group
from ..accounts.passwords import hash_password
from ..accounts.roster import Plan, Step
from ..accounts.roster_cells import TITLES
from ..accounts.roster_rows import Problem
from ..accounts.sheets import read_roster
from ..core import clock
from ..core.permissions import Role
from ..core.transaction import unit_of_work
from ..extensions import db
from .context import branch_named, member_named, opened, print_json, settings


@click.group()
def user() -> None:
    """Accounts of single people."""


@user.command("create")
@click.option("--username", required=True)
@click.option("--name", required=True, help="姓名")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="member", show_default=True)
@click.option("--branch", required=True, help="支部名称；没有就新建")
@click.option("--group", default=None, help="党小组名称；没有就新建")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create_user(
    username: str, name: str, role: str, branch: str, group: str | None, password_stdin: bool
) -> None:
    """Add one member; without a password, sign-in is by a link from the organiser."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    with opened():
        if password_stdin:
            service.check_password(password, username)
        password_hash = hash_password(password) if password_stdin else None
        now = clock.now()
        with unit_of_work():
            into = _branch(branch)
            service.create_member(
                into,
                username=username,
                name=name,
                actor=None,
                now=now,
                group=_group(into, group) if group else None,
                role=Role(role),
                password_hash=password_hash,
            )
    click.echo(f"已添加 {name}（{username.strip().lower()}）", err=True)


def _branch(name: str) -> Branch:
    found = db.session.query(Branch).filter_by(name=name).one_or_none()
    return found or service.create_branch(name, actor=None, now=clock.now())


def _group(branch: Branch, name: str) -> Group:
    found = db.session.query(Group).filter_by(branch_id=branch.id, name=name).first()
    return found or service.create_group(branch, name, actor=None, now=clock.now())


@click.group()
def members() -> None:
    """The members of a branch."""


@members.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--branch", required=True, help="支部名称")
@click.option("--dry-run", is_flag=True, help="Say what would happen, save nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_members(file: Path, branch: str, dry_run: bool, as_json: bool) -> None:
    """Import an xlsx or CSV list: 姓名, 账号, 手机号, 党小组, 入党日期, 职务, 类别. Again updates, never doubles."""
    with opened():
        rows = read_roster(file.read_bytes())
        now = clock.now()
        today = clock.day_of(now, settings().zone)
        with unit_of_work():
            into = branch_named(branch)
            if dry_run:
                plan = service.plan_import(into.id, rows, today=today)
            else:
                plan = service.import_members(
                    into, rows, actor=None, now=now, today=today, filename=file.name
                )
        _report(plan, as_json)
    if plan.problems:
        sys.exit(2)


def _report(plan: Plan, as_json: bool) -> None:
    steps = {"created": Step.ADD, "updated": Step.CHANGE, "unchanged": Step.KEEP, "skipped": Step.SKIP}
    report = {
        **{name: 0 if plan.problems else plan.count(step) for name, step in steps.items()},
        "groups": list(plan.new_groups),
        "errors": [_line(problem) for problem in plan.problems],
        "warnings": [_line(problem) for problem in plan.warnings],
    }
    if as_json:
        print_json(report)
        return
    click.echo("新增 {created}，更新 {updated}，不变 {unchanged}，跳过 {skipped}".format(**report))
    for problem in (*plan.problems, *plan.warnings):
        click.echo("{where}：{message}".format(**_line(problem)), err=True)


def _line(problem: Problem) -> dict[str, str]:
    where = f"第 {problem.row} 行" + (f" {TITLES[problem.column]}" if problem.column else "")
    return {"where": where, "message": gettext(problem.message, value=problem.value)}


@click.group()
def token() -> None:
    """Bearer tokens for scripts."""


@token.command("create")
@click.option("--username", required=True)
@click.option("--scope", type=click.Choice(service.SCOPES), required=True)
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=None,
    help="Valid for so many days; without, until revoked.",
)
def create_token(username: str, scope: str, days: int | None) -> None:
    """Print a new token, alone, on standard output."""
    with opened(), unit_of_work():
        made = service.create_token(member_named(username), scope, days, clock.now(), name="命令行")
    click.echo(made)
    if not sys.stdout.isatty():
        return
    click.echo("只显示这一次，请妥善保存。", err=True)
