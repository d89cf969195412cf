"""Live contests: make one, come in, follow it, answer and press, and lead it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from ..core import clock
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.permissions import Permission
from ..live import desk, offices, orders, room, stream, views
from ..live.engine.events import Command, Logged
from ..live.service import lobby, playing
from ..web.access import me, public, requires
from . import asked, live_orders, shapes
from .blueprint import blueprint
from .callers import Caller, hosted, newcomer, participants
from .live_schemas import SHOWN_TO_HOST
from .operation import Query, describes
from .scope import check_scope, scope

AFTER = Query("after", N_("已有的最后一个编号，只要它之后的"))
TOKEN = Query("token", N_("参加者的令牌，供不能带请求头的客户端"))


def _body() -> dict[str, Any]:
    """Return the JSON object of a call whose fields may all be missing, and with them the body."""
    return asked.json_object() if request.get_data().strip() else {}


@blueprint.post("/live")
@requires(Permission.MANAGE_LIVE)
@scope("host")
@describes(
    N_("办一场现场竞赛，大厅随即开放"),
    body="LiveOrder",
    returns="LiveOpened",
    status=201,
    errors=(400, 404, 409, 422),
    about=N_("规程没有写明的地方取默认，逐条列在 assumed。不写 types 时抽单选、多选和判断。题不够是 422。"),
)
def live_create() -> Response:
    made = live_orders.open_contest(asked.json_object())
    return shapes.reply(made, 201, Location=url_for("api.live_show", pin=made["pin"]))


@blueprint.post("/live/<pin>/join")
@public
@describes(
    N_("加入"),
    body="LiveJoin",
    returns="LiveJoined",
    status=201,
    errors=(401, 403, 404, 409, 422, 429),
    about=N_(
        "主持人允许时不用账号。token 是之后每次调用的 Bearer；成员带着自己的令牌加入，用自己的姓名，积分才能记到名下。"
    ),
)
def live_join(pin: str) -> Response:
    who = newcomer(pin)
    body = asked.json_object()
    if who.identity is not None:
        check_scope("write")
    if who.player is not None and who.identity is None:
        return shapes.reply({"participant": who.player, "token": live_orders.own_token()}, 201)
    joined = lobby.join(
        who.head,
        name=who.identity.name if who.identity else _text(body, "name"),
        unit=_text(body, "unit"),
        team=_text(body, "team") or None,
        seat=body.get("seat"),
        seat_code=_text(body, "seat_code") or None,
        member=who.identity,
        now=who.at,
    )
    return shapes.reply({"participant": joined.player, "token": joined.token}, 201)


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return "" if value is None else asked.plain(value, name, 500).strip()


@blueprint.get("/live/<pin>")
@participants("read")
@describes(
    N_("竞赛此刻的样子，按调用者的身份给出"),
    returns="LiveView",
    query=(TOKEN,),
    errors=(404, 429),
    about=N_("参加者另有 mine。公布答案之前，只有主持人看得到答案和解析。"),
)
def live_show(who: Caller) -> Response:
    room.state_of(who.head.id)  # what the clock should have done is done first
    shown = views.views_of(who.head.id)
    if who.hosts:
        view = {name: value for name, value in shown.fresh(views.HOST).items() if name in SHOWN_TO_HOST}
    else:
        view = shown.fresh(views.PLAYER)
    if who.player is not None and who.player in shown.state.players:
        own = shown.mine(who.player, views.local_now(), views.answer_of(shown, who.player))
        view = {**view, "mine": own}
    return shapes.reply(view)


def _viewer(who: Caller) -> views.Viewer:
    role = views.HOST if who.hosts else views.PLAYER
    return stream.viewer(role, None if who.hosts else who.player)


@blueprint.get("/live/<pin>/stream")
@participants("read")
@describes(
    N_("事件流（SSE）"),
    returns="LiveStream",
    media="text/event-stream",
    query=(AFTER, TOKEN),
    errors=(404, 429),
    about=N_(
        "id 是记录的编号，event 是事件，data 是 JSON。带 Last-Event-ID 从断处接着来，缺得太多时只给一份 snapshot。"
    ),
)
def live_stream(who: Caller) -> Response:
    return stream.stream(who.head.id, _viewer(who))


@blueprint.get("/live/<pin>/events")
@participants("read")
@describes(
    N_("同样的事件，轮询"),
    returns="LiveEvents",
    query=(AFTER, TOKEN),
    errors=(404, 429),
    about=N_("带上 ETag 的 If-None-Match，没有新事件时是 304。"),
)
def live_events(who: Caller) -> Response:
    room.state_of(who.head.id)
    return stream.events(who.head.id, _viewer(who))


@blueprint.post("/live/<pin>/answers")
@participants("write")
@describes(
    N_("作答"),
    body="LiveAnswer",
    returns="LiveSaved",
    errors=(404, 409, 422, 429),
    about=N_("写进磁盘后才回 200。同样的答案再交一次也是 200，换一个答案是 409。以到达服务器的时间为准。"),
)
def live_answer(who: Caller) -> Response:
    player, body = who.own_player(), asked.json_object()
    if "response" not in body:
        raise Invalid(N_("缺少 response。"), field="response")
    once = asked.request_id(body)
    stored = playing.answer(
        who.head.id, player, body.get("question"), body["response"], now=who.at, request_id=once
    )
    return shapes.reply({"saved": True, "repeated": not stored})


@blueprint.post("/live/<pin>/buzz")
@participants("write")
@describes(
    N_("抢答"),
    body="LivePress",
    returns="LivePressed",
    errors=(404, 409, 422, 429),
    about=N_("以到达服务器的先后为准。早抢按规程处罚，early 为 true。重复按不再计。"),
)
def live_buzz(who: Caller) -> Response:
    player, body = who.own_player(), asked.json_object()
    question = body.get("question")
    if not isinstance(question, str) or not question:
        raise Invalid(N_("请说明是哪一题。"), field="question")
    rtt, reaction = _ms(body, "rtt"), _ms(body, "reaction")
    done = playing.press(who.head.id, player, question, now=who.at, rtt=rtt, reaction=reaction)
    return shapes.reply({"saved": True, "first": done.first, "early": done.early})


def _ms(body: Mapping[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 600_000:
        raise Invalid(N_("%(name)s 应当是毫秒数。"), field=name, name=name)
    return round(value)


@blueprint.post("/live/<pin>/act")
@participants("write")
@describes(
    N_("轮到自己的队时：选分值、放弃、求助"),
    body="LiveAct",
    returns="LiveDone",
    errors=(404, 409, 422, 429),
)
def live_act(who: Caller) -> Response:
    player, body = who.own_player(), asked.json_object()
    state = playing.act(who.head.id, player, body, now=who.at, request_id=asked.request_id(body))
    return shapes.reply({"sequence": state.n, "state": str(state.stage), "repeated": False, "events": []})


@blueprint.post("/live/<pin>/echo")
@public
@describes(N_("服务器的时间，用来量往返"), returns="LiveEcho")
def live_echo(pin: str) -> Response:
    return shapes.reply({"now": shapes.moment(clock.now())})


@blueprint.post("/live/<pin>/host/<action>")
@requires(Permission.MANAGE_LIVE)
@scope("host")
@describes(
    N_("主持：竞赛脚本的每一种操作，名称和字段相同"),
    body="LiveCommand",
    body_required=False,
    returns="LiveDone",
    errors=(400, 404, 409, 422),
    about=N_("已经发生过的不再发生一次，仍回 200，events 为空。规则不允许的是 409，code 说明原因。"),
)
def live_host(pin: str, action: str) -> Response:
    who = hosted(pin)
    body = _body()
    by = offices.label(me().member_id, desk.office_here(who.head.id))
    command = _ordered(action, body, by)
    done = room.act(who.head.id, command, now=who.at, request_id=asked.request_id(body))
    return shapes.reply(
        {
            "sequence": done.state.n,
            "state": str(done.state.stage),
            "repeated": done.repeated,
            "events": [_event(one) for one in done.appended],
        }
    )


def _ordered(action: str, body: Mapping[str, Any], by: str) -> Command:
    if action == "buzz":  # a script's press is made for a seat
        return orders.order({**body, "do": "press_for"}, by)
    return orders.order({**body, "do": action}, by)


def _event(one: Logged) -> dict[str, Any]:
    return {"id": one.n, "event": one.kind}
