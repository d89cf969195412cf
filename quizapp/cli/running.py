"""`quizapp serve` and `quizapp init`."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from ..accounts import queries
from ..config import Settings
from ..infra.addresses import best_address, is_open, local_addresses
from .context import opened, refuse, settings
from .preparing import prepare_admin, prepare_content


@click.command()
def init() -> None:
    """Create the data folder and database, or migrate them, and load the shipped banks."""
    with opened():
        prepare_content()
        link = prepare_admin(base_of(settings(), queries.site().public_url))
    click.echo(f"数据已就绪：{settings().data}")
    if link:
        click.echo(f"首次设置：{link}")


@click.command()
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes; more than one needs PostgreSQL.",
)
def serve(workers: int) -> None:
    """Serve the application: prepare the data, print the address and how to sign in, run the server."""
    chosen = settings()
    if workers > 1 and chosen.is_sqlite:
        refuse("SQLite 只能用一个进程。要用多个进程，请先设置 QUIZAPP_DATABASE_URL 指向 PostgreSQL。")
    from . import server

    if not server.is_free(chosen.host, chosen.port):
        refuse(f"端口 {chosen.port} 已被占用。请关掉占用它的程序，或换一个：PORT=8001 make serve")
    server.make_cooperative()
    with opened():
        prepare_content()
        base = base_of(chosen, queries.site().public_url)
        link = prepare_admin(base)
    announce(chosen, base, link)
    server.run(chosen, workers)


def base_of(chosen: Settings, stored: str = "") -> str:
    """Return the address under which others reach this server.

    QUIZAPP_PUBLIC_URL, else the one `stored` in the settings, else the LAN's when it listens to the room.
    """
    return chosen.public_url or stored or f"http://{_host(chosen)}:{chosen.port}"


def _host(chosen: Settings) -> str:
    if not is_open(chosen.host):
        return f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    found = best_address(local_addresses())
    return found.ip if found else "127.0.0.1"


def announce(chosen: Settings, base: str, link: str | None) -> None:
    """Print where the server is and how to sign in; with a QR code when it is open to the room."""
    click.echo(f"四强学堂：{base}")
    own = base_of(replace(chosen, public_url=""))
    if own != base:
        click.echo(f"也可以用：{own}")
    if is_open(chosen.host):
        click.echo("同一 Wi-Fi 的手机扫码打开；打不开时请看 /reach 或运行 quizapp doctor --lan。")
        _print_qr(base)
    if link:
        click.echo(f"首次设置（仅一次有效，也写在 {chosen.data / 'setup-link.txt'}）：\n  {link}")
    else:
        click.echo("请用已有账号登录。")
    sys.stdout.flush()


def _print_qr(text: str) -> None:
    import segno

    segno.make(text, error="l", micro=False).terminal(compact=True)
