"""How phones in the room reach this computer: what `quizapp doctor --lan` looks at."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

from ..config import Settings
from ..infra.addresses import is_open, local_addresses, usable_addresses
from .check import Check

ANSWER_SECONDS = 3.0
START = "HOST=0.0.0.0 make serve（或 QUIZAPP_HOST=0.0.0.0 quizapp serve）"

HELP = """
手机打不开时，依次看：
  1. 手机和电脑连的是同一个 Wi-Fi；访客网络常把设备互相隔离（客户端隔离），请换网络或用手机热点。
  2. 电脑防火墙放行端口 {port}：
     Windows：首次运行弹窗时选“允许专用网络”；Linux：sudo ufw allow {port}/tcp；macOS：系统设置 · 网络 · 防火墙。
     （防火墙不拦电脑自己，所以上面都对，手机也可能打不开：请用 --wait 60 等一部手机来试。）
  3. 用手机浏览器打开上面地址后加 /reach，显示“连上了”就可以了。
  4. 地址不对时，在网页的“设置”里选，或用 QUIZAPP_PUBLIC_URL=http://正确的地址:{port} 指定。"""


def checks(chosen: Settings, stored: str) -> Iterator[Check]:
    """Look at the ways from the room to this computer; `stored` is the address chosen in the settings."""
    found = usable_addresses(local_addresses())
    lan = f"http://{found[0].ip}:{chosen.port}" if found else ""
    lan_answers = bool(lan) and answers(lan)
    runs = lan_answers or answers(here(chosen))
    yield Check(
        "服务", runs, "在运行" if runs else "没有应答", f"请先在另一个窗口启动，再运行本命令：{START}"
    )
    opened = lan_answers or (is_open(chosen.host) and not runs)
    yield Check("监听", opened, "会议室" if opened else "只有本机", f"手机打不开。请这样启动：{START}")
    yield Check("局域网地址", bool(lan), lan or "没有找到", "请连上 Wi-Fi 或网线后再试。")
    named = chosen.public_url or stored
    if named:
        yield Check(
            "访问地址",
            answers(named),
            named,
            "二维码里用的是它，但现在打不开。请在“设置”或 QUIZAPP_PUBLIC_URL 里改。",
        )
    for address in found[1:]:
        yield Check("其他地址", True, f"{address.ip} {address.interface}".strip())


def for_phones(chosen: Settings, stored: str) -> str:
    """Return the address to try from a phone, whatever this command was told of where the server listens."""
    found = usable_addresses(local_addresses())
    lan = f"http://{found[0].ip}:{chosen.port}" if found else here(chosen)
    return chosen.public_url or stored or lan


def here(chosen: Settings) -> str:
    """Return where this computer itself reaches the server."""
    host = "127.0.0.1" if is_open(chosen.host) else chosen.host
    return f"http://[{host}]:{chosen.port}" if ":" in host else f"http://{host}:{chosen.port}"


def answers(base: str) -> bool:
    """Say whether our server answers at this address."""
    try:
        with closing(_connection(base)) as connection:
            connection.request("GET", "/healthz")
            reply = connection.getresponse()
            return reply.status == 200 and json.loads(reply.read(100)) == {"status": "ok"}
    except (OSError, http.client.HTTPException, ValueError):
        return False


def wait_for_phone(chosen: Settings, seconds: float) -> Check:
    """Wait until a phone opens the page /reach of the running server."""
    advice = "请按下面的顺序检查后再试。"
    try:
        device = _first_phone(here(chosen), time.monotonic() + seconds)
    except TimeoutError:
        device = ""
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Check("手机", False, f"没有等成：{error}", advice)
    return Check("手机", bool(device), f"{device} 连上了" if device else f"{seconds:g} 秒内没有来", advice)


def _first_phone(base: str, give_up: float) -> str:
    """Follow the server's wake-ups until one names a device; "" when the stream ends before."""
    with closing(_connection(base)) as connection:
        connection.connect()
        socket = connection.sock
        connection.request("GET", "/reach/seen")
        reply = connection.getresponse()
        if reply.status != 200:
            raise http.client.HTTPException(f"HTTP {reply.status}")
        event = ""
        while True:
            left = give_up - time.monotonic()
            if left <= 0:
                raise TimeoutError
            socket.settimeout(left)
            line = reply.readline().decode()
            if not line:
                return ""
            if line.startswith("event: "):
                event = line.removeprefix("event: ").strip()
            elif line.startswith("data: ") and event == "phone":
                device = json.loads(line.removeprefix("data: "))
                if device:
                    return str(device)


def _connection(base: str) -> http.client.HTTPConnection:
    # not urllib: it would ask a proxy, and no proxy knows this room
    parts = urlsplit(base)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS)
