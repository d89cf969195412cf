"""`quizapp demo`: a data folder filled with a fictional organisation, and how to sign in to it."""

from __future__ import annotations

import click

from ..accounts.models import Member
from ..config import Settings
from ..core import clock
from ..core.transaction import unit_of_work
from ..demo import filling, mark
from ..demo.mark import Mark, State
from ..demo.people import ACCOUNTS, UNIT
from ..extensions import db
from .context import opened, refuse, settings
from .preparing import prepare_content
from .running import base_of

FOREIGN = "数据目录 {data} 里已有别的数据，没有改动。演示要用一个空目录：QUIZAPP_DATA=instance-demo"
UNFINISHED = """数据目录 {data} 里的演示数据上次没有生成完，不能用。
请删掉这个目录再运行一次：rm -r {data}
（用 PostgreSQL 时，还要把数据库清空。）"""


@click.command()
def demo() -> None:
    """Fill an empty data folder with a fictional organisation; a filled one only prints its accounts."""
    chosen = settings()
    with opened():
        state = mark.state()
        if state is State.FOREIGN:
            refuse(FOREIGN.format(data=chosen.data))
        if state is State.FILLING:
            refuse(UNFINISHED.format(data=chosen.data))
        if state is State.EMPTY:
            _fill(chosen)
        elif mark.needs_new_password(chosen):
            _change_password(chosen)
        made = mark.mark()
        assert made is not None
        _print(chosen, made)


def _fill(chosen: Settings) -> None:
    calendar = filling.calendar_of(chosen, clock.now())
    click.echo("正在生成演示数据，约需半分钟 …", err=True)
    with clock.frozen(calendar.at(calendar.first, 8 * 60)):
        prepare_content()
    filling.fill(chosen, calendar, mark.choose_password(chosen))


def _change_password(chosen: Settings) -> None:
    password = mark.choose_password(chosen)
    password_hash = mark.hashed(password)
    with unit_of_work():
        old = mark.mark()
        assert old is not None
        mark.change_password(old, password_hash, now=clock.now())
    mark.write_password(chosen, password)


def _print(chosen: Settings, made: Mark) -> None:
    base, password = base_of(chosen), mark.read_password(chosen)
    click.echo(f"{UNIT}：单位、人员和成绩都是虚构的。数据在 {chosen.data}")
    click.echo(f"地址：{base}")
    click.echo(f"账号（密码 {password}）：")
    for username, role in ACCOUNTS:
        member = db.session.query(Member).filter_by(username=username).one()
        changed = "" if member.password_hash == made.password_hash else "  密码已另改"
        click.echo(f"  {username:<10} {role}  {member.name}{changed}")
    click.echo(f"大屏：{base}/display/{made.screen}")
