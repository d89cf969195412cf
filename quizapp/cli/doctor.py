"""`quizapp doctor`: check the installation and say what to mend."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from sqlalchemy import func, select, text

from ..bank.models import Item
from ..config import Settings
from ..extensions import db
from ..web import migrations_state
from .addresses import best_address, local_addresses
from .context import has_data, opened, print_json, settings

LEAST_FREE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `advice` says what to do when it is not well."""

    name: str
    well: bool
    found: str
    advice: str = ""


@click.command()
@click.option("--lan", is_flag=True, help="How phones in the room reach this computer.")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
def doctor(lan: bool, as_json: bool) -> None:
    """Check the installation; exit 1 when something needs mending."""
    chosen = settings()
    checks = list(_lan(chosen)) if lan else [*_folder(chosen), *_database(chosen)]
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            click.echo(f"{'√' if check.well else '×'} {check.name}：{check.found}")
            if not check.well:
                click.echo(f"  {check.advice}")
        if lan:
            click.echo(LAN_HELP.format(port=chosen.port))
    if not all(check.well for check in checks):
        sys.exit(1)


LAN_HELP = """
手机打不开时，依次看：
  1. 手机和电脑连的是同一个 Wi-Fi；访客网络常把设备互相隔离（客户端隔离），请换网络或用手机热点。
  2. 电脑防火墙放行端口 {port}：
     Windows：首次运行弹窗时选“允许专用网络”；Linux：sudo ufw allow {port}/tcp；macOS：系统设置 · 网络 · 防火墙。
  3. 用手机浏览器打开上面地址后加 /reach，显示“连上了”就可以了。
  4. 地址不对时，用 QUIZAPP_PUBLIC_URL=http://正确的地址:{port} 指定。"""


def _folder(chosen: Settings) -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Check("Python", sys.version_info >= (3, 11), version, "需要 Python 3.11 或更新的版本。")
    data = chosen.data
    place = _existing(data)
    writable = place.is_dir() and os.access(place, os.W_OK)
    yield Check("数据目录", writable, str(data), "当前用户不能写这个目录，请改权限或换 QUIZAPP_DATA。")
    free = shutil.disk_usage(place).free
    yield Check("磁盘空间", free > LEAST_FREE, f"{free // 1024**2} MB 可用", "空间不足 500 MB，请清理磁盘。")
    secret = data / "secret-key"
    if secret.exists() and os.name == "posix":
        mode = stat.S_IMODE(secret.stat().st_mode)
        yield Check("密钥权限", mode & 0o077 == 0, oct(mode), f"请运行：chmod 600 {secret}")


def _existing(path: Path) -> Path:
    """Return the path, or the nearest folder above it that there is."""
    return next(place for place in (path, *path.parents) if place.exists())


def _database(chosen: Settings) -> Iterator[Check]:
    if not has_data(chosen):
        yield Check("数据", False, "还没有", "请运行 quizapp init。")
        return
    with opened(migrate=False):
        try:
            db.session.execute(text("SELECT 1"))
        except Exception as error:  # whatever the driver says
            yield Check(
                "数据库",
                False,
                str(error).splitlines()[0],
                "请检查 QUIZAPP_DATABASE_URL 与数据库是否在运行。",
            )
            return
        yield Check("数据库", True, db.engine.dialect.name)
        current = migrations_state.is_current()
        yield Check("数据库版本", current, "最新" if current else "需要升级", "请运行 quizapp init。")
        if not current:
            return
        items = db.session.scalar(select(func.count()).select_from(Item)) or 0
        yield Check("题库", items > 0, f"{items} 题", "请运行 quizapp init 载入自带题库。")
        if chosen.is_sqlite:
            mode = str(db.session.execute(text("PRAGMA journal_mode")).scalar())
            yield Check("SQLite 日志", mode == "wal", mode, "数据目录须在本机磁盘上，不能在网络共享里。")


def _lan(chosen: Settings) -> Iterator[Check]:
    open_to_room = chosen.host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
    yield Check(
        "监听",
        open_to_room,
        chosen.host,
        "只有本机能打开。请这样启动：HOST=0.0.0.0 make serve（或 QUIZAPP_HOST=0.0.0.0 quizapp serve）",
    )
    found = local_addresses()
    best = best_address(found)
    yield Check(
        "局域网地址",
        best is not None,
        f"http://{best.ip}:{chosen.port}" if best else "没有找到",
        "请连上 Wi-Fi 或网线后再试。",
    )
    for address in found:
        if address != best and not address.ip.startswith("127."):
            yield Check("其他地址", True, f"{address.ip} {address.interface}".strip())
