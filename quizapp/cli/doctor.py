"""`quizapp doctor`: check the installation and say what to mend."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import func, select, text

from ..accounts import queries as accounts
from ..bank.models import Item
from ..config import Settings
from ..documents import fonts
from ..extensions import db
from ..notices.mail.smtp import NotTaken, Smtp
from ..web import migrations_state
from . import reaching
from .check import Check
from .context import has_data, opened, print_json, settings

LEAST_FREE = 500 * 1024 * 1024


@click.command()
@click.option("--lan", is_flag=True, help="How phones in the room reach this computer.")
@click.option(
    "--wait", type=click.IntRange(1, 3600), help="With --lan: seconds to wait for a phone at /reach."
)
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
def doctor(lan: bool, wait: int | None, as_json: bool) -> None:
    """Check the installation; exit 1 when something needs mending."""
    chosen = settings()
    checks = (
        list(_lan(chosen, wait or 0))
        if lan or wait
        else [*_folder(chosen), *_database(chosen), *_mail(chosen)]
    )
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            click.echo(f"{'√' if check.well else '×'} {check.name}：{check.found}")
            if not check.well:
                click.echo(f"  {check.advice}")
        if lan or wait:
            click.echo(reaching.HELP.format(port=chosen.port))
    if not all(check.well for check in checks):
        sys.exit(1)


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
    yield _font(chosen.pdf_font)


def _font(named: str) -> Check:
    """Say with which font PDFs are set; without one there is still the browser's print, so only a wrong name is a fault."""
    font = fonts.look(named)
    if font:
        return Check("PDF 字体", True, f"{font.path}#{font.number}")
    advice = "QUIZAPP_PDF_FONT 应当是字体文件的路径，字体集可加 #序号。"
    found = named or "没有找到中文字体，只能用浏览器打印；可安装 fonts-noto-cjk 等字体后重新启动"
    return Check("PDF 字体", not named, found, advice)


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


def _mail(chosen: Settings) -> Iterator[Check]:
    """Connect to the mail server and sign in, without sending anything."""
    if not chosen.smtp_url:
        yield Check("发信", True, "没有设置，不发摘要邮件")
        return
    host = urlsplit(chosen.smtp_url).hostname or ""
    try:
        with Smtp(chosen.smtp_url) as line:
            line.check()
    except NotTaken as error:
        yield Check("发信", False, f"{host}：{error}", "请检查 QUIZAPP_SMTP_URL 的主机、端口、用户和密码。")
        return
    yield Check("发信", True, f"{host}，发件人 {chosen.mail_from}")


def _lan(chosen: Settings, wait: int) -> Iterator[Check]:
    stored = _stored_address(chosen)
    yield from reaching.checks(chosen, stored)
    if wait:
        base = reaching.for_phones(chosen, stored)
        click.echo(f"请用手机打开 {base}/reach，最多等 {wait} 秒……", err=True)
        yield reaching.wait_for_phone(chosen, wait)


def _stored_address(chosen: Settings) -> str:
    """Return the address that the administrator chose, "" where there is no data yet."""
    if not has_data(chosen):
        return ""
    with opened(migrate=False):
        return accounts.site().public_url if migrations_state.is_current() else ""
