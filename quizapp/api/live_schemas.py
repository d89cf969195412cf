"""The shapes of live contests."""

from __future__ import annotations

from ..bank.item import ItemType
from ..core.i18n import N_
from ..live.engine.sheet import Kind
from ..live.engine.state import Phase, Stage
from .schema import (
    Schema,
    amount,
    by_name,
    fields,
    identifier,
    maybe,
    moment,
    one_of,
    ref,
    several,
    text,
    truth,
    whole,
)

_VALUE: Schema = {"description": N_("取的值"), "type": ["string", "number", "boolean", "array", "null"]}
_RULES: Schema = {"description": N_("内置规程的编号，或一份完整的规程"), "type": ["string", "object"]}
_PLACE = fields(id=identifier(), name=text(), unit=text(), points=amount(), rank=whole())
_REQUEST_ID = maybe(text(N_("重发同一请求时不变，只记一次"), maxLength=64))
_VERDICT = text(N_("right、wrong、late 等；没有作答是 silent，等裁判评分是 unmarked"))

_QUESTION = {
    "id": identifier(N_("作答时原样带上")),
    "number": whole(N_("全场第几题，从 1 起")),
    "position": whole(N_("本环节第几题")),
    "of": maybe(whole(N_("本环节共几题"))),
    "type": maybe(one_of(*ItemType)),
    "stem": text(),
    "options": several(ref("LiveOption")),
    "left": several(ref("Choice"), N_("matching 的左项")),
    "blanks": whole(N_("blank 有几空")),
    "unit": text(N_("numeric 的单位")),
    "value": amount(N_("分值")),
    "limit": maybe({"type": "number", "description": N_("限时，秒")}),
    "to": maybe(identifier(N_("轮到谁"))),
    "to_name": text(),
    "seat": maybe(whole(N_("几号席"))),
    "everyone": truth(N_("人人用手机作答")),
    "audience": truth(N_("转给了观众")),
    "gone": several(identifier(), N_("求助去掉的选项")),
    "presses": several(
        fields(
            contestant=identifier(),
            name=text(),
            order=whole(),
            after_ms=maybe(whole(N_("开抢后多少毫秒，早抢为负"))),
            early=truth(),
            uncertain=truth(N_("先后差得太小，由裁判定")),
        )
    ),
    "answerer": maybe(identifier(N_("正在答的"))),
    "answerer_name": text(),
    "given": several(fields(contestant=identifier(), name=text(), verdict=_VERDICT, points=amount())),
    "author_name": text(N_("出题或指定的一方")),
    "void_reason": text(),
    "key": maybe(ref("Key")),
    "key_text": text(N_("念出来的答案")),
    "explanation": text(),
    "source": text(N_("依据")),
    "distribution": by_name(whole(), N_("各选项的人数")),
    "right": whole(),
    "answered": whole(),
    "silent": whole(),
}
_QUESTION_OPTIONAL = "left blanks unit author_name void_reason key key_text explanation source distribution right answered silent"

_VIEW = {
    "id": identifier(),
    "pin": maybe(text()),
    "title": text(),
    "state": one_of(*Stage),
    "stage": one_of(*Stage),
    "sequence": whole(N_("记录的最后一个编号")),
    "now": moment(N_("服务器的时间")),
    "closes_at": maybe(moment(N_("本题截止时间"))),
    "opens_at": maybe(moment(N_("先读题时，开始作答的时间"))),
    "seconds_left": maybe({"type": "number", "description": N_("暂停时还剩的秒数")}),
    "phase": one_of("lobby", "between", *Phase, "finished"),
    "paused": truth(),
    "locked": truth(N_("停止加入")),
    "rehearsal": truth(N_("彩排，不计分")),
    "frozen": truth(N_("总分先不更新")),
    "scene": text(N_("大屏的画面")),
    "individual": truth(N_("不分队")),
    "guests": truth(N_("没有账号也能加入")),
    "round": maybe(ref("LiveRound")),
    "question": maybe(ref("LiveQuestion")),
    "standings": several(ref("LiveStanding")),
    "audience": several(_PLACE, N_("观众榜")),
    "people": several(_PLACE, N_("分队时的个人榜")),
    "people_count": whole(N_("在场人数")),
    "players": several(ref("LivePerson")),
    "teams": several(
        fields(
            id=identifier(),
            name=text(),
            unit=text(),
            number=whole(),
            seated=whole(N_("已到人数")),
            seats=several(whole(), N_("已有人的席位")),
        )
    ),
    "choices": maybe(
        several(
            fields(
                value=amount(),
                left=truth(N_("还能选")),
                right_rank=whole(N_("答对后的名次")),
                wrong_rank=whole(N_("答错后的名次")),
            )
        )
    ),
    "pairs": several(several(identifier()), N_("对战双方")),
    "podium": several(ref("LiveStanding"), N_("结束后的前三名")),
    "uncovered": several(ref("LiveStanding"), N_("主持人已揭晓的名次")),
    "undecided": several(several(identifier()), N_("还没分出先后的并列")),
}
_FOR_HOST = {
    "received": whole(N_("已收到的答案")),
    "expected": whole(N_("应答人数")),
    "answered": several(identifier(), N_("已作答的人")),
    "reserve": whole(N_("还有几道备用题")),
    "undo": maybe(text(N_("撤销会撤掉什么"))),
    "log": several(fields(n=whole(), at=moment(), text=text(), undoable=truth(), undone=truth())),
}
#: What of the host's view a script receives; the console's own parts may change.
SHOWN_TO_HOST = frozenset({*_VIEW, *_FOR_HOST})

_EVENT_DATA = fields(
    ("people_count", "view", "mine"),
    sequence=whole(),
    now=moment(),
    people_count=whole(),
    view=ref("LiveView"),
    mine=ref("LiveMine"),
)

LIVE_SCHEMAS: dict[str, Schema] = {
    "LiveOrder": fields(
        ("bank", "count", "types", "questions", "teams", "participants", "guests"),
        title=text(maxLength=120),
        rules=_RULES,
        bank=maybe(text(N_("题库的编号或名称"), maxLength=120)),
        count=maybe(whole(N_("抽几题；不写按规程的需要"), minimum=1, maximum=300)),
        types=maybe(several(one_of(*ItemType))),
        questions=maybe(several(identifier(), N_("自己选的题，代替 bank 和 count"))),
        teams=maybe(several(text(), N_("队名；不写时按规程，同答的规程为个人赛"))),
        participants=maybe(several(text(), N_("同 teams"))),
        guests=maybe(truth(N_("没有账号的人也能加入"))),
    ),
    "LiveOpened": fields(
        id=identifier(),
        pin=text(N_("六位数字")),
        assumed=several(fields(name=text(), round=text(), value=_VALUE, text=text())),
        short=several(
            fields(round=identifier(), title=text(), missing=whole(N_("还差几题"))),
            N_("题数不够的环节：count 或 questions 太少，后面的环节没有题"),
        ),
        screen=text(N_("大屏的地址")),
    ),
    "LiveJoin": fields(
        ("name", "team", "unit", "seat", "seat_code"),
        name=text(N_("称呼；成员用自己的姓名，不看这一项"), maxLength=20),
        team=maybe(text(N_("队的编号或名称"))),
        unit=maybe(text(N_("单位"), maxLength=30)),
        seat=maybe(whole(N_("几号席"), minimum=1)),
        seat_code=maybe(text(N_("席位上的码"))),
    ),
    "LiveJoined": fields(participant=identifier(), token=text()),
    "LiveOption": fields(
        id=identifier(), text=text(), letter=text(N_("显示的字母")), shape=text(N_("显示的形状"))
    ),
    "LiveQuestion": fields(tuple(_QUESTION_OPTIONAL.split()), **_QUESTION),
    "LiveRound": fields(
        number=whole(),
        of=whole(),
        id=identifier(),
        kind=one_of(*Kind),
        title=text(),
        rules=several(text(), N_("本环节的规则")),
        asked=whole(N_("已出几题")),
        count=maybe(whole()),
        values=several(amount(), N_("分值")),
    ),
    "LiveStanding": fields(
        id=identifier(),
        name=text(),
        unit=text(),
        points=amount(),
        rank=whole(N_("并列的相同：1、1、3")),
        change=whole(N_("比上一题进了几名")),
    ),
    "LivePerson": fields(
        ("id", "team_name", "seat", "admitted", "member", "online"),
        id=identifier(),
        name=text(),
        unit=text(),
        team=maybe(identifier()),
        team_name=text(),
        seat=maybe(whole()),
        admitted=truth(),
        member=truth(N_("有账号")),
        online=truth(N_("手机连着")),
    ),
    "LiveMine": fields(
        ("team_points", "team_rank"),
        player=identifier(),
        name=text(),
        unit=text(),
        team=maybe(identifier()),
        team_name=text(),
        seat=maybe(whole()),
        situation=text(N_("此刻手机能做什么，如 answer、buzz、closed")),
        answered=ref("Response"),
        result=maybe(fields(verdict=_VERDICT, points=amount())),
        points=amount(),
        rank=maybe(whole()),
        of=whole(),
        streak=maybe(whole(N_("连对几题"))),
        offers=several(
            fields(("value", "help"), do=text(), value=amount(), help=text()), N_("轮到自己时还能做的")
        ),
        team_points=amount(),
        team_rank=whole(),
    ),
    "LiveView": fields((*_FOR_HOST, "seconds_left", "mine"), **_VIEW, **_FOR_HOST, mine=ref("LiveMine")),
    "LiveEvents": fields(
        events=several(fields(id=maybe(whole()), event=text(), data=_EVENT_DATA)), sequence=whole()
    ),
    "LiveStream": text(N_("event、id、data 三行一组")),
    "LiveAnswer": fields(
        ("request_id",), question=identifier(), response=ref("Response"), request_id=_REQUEST_ID
    ),
    "LiveSaved": fields(saved=truth(), repeated=truth(N_("之前已经收到同样的答案"))),
    "LivePress": fields(
        ("rtt", "reaction", "request_id"),
        question=identifier(),
        rtt=maybe({"type": "number", "description": N_("量到的往返，毫秒")}),
        reaction=maybe({"type": "number", "description": N_("手机上量到的反应时间，毫秒")}),
        request_id=_REQUEST_ID,
    ),
    "LivePressed": fields(saved=truth(), first=truth(N_("抢到了")), early=truth(N_("抢早了"))),
    "LiveAct": fields(
        ("value", "to", "help", "request_id"),
        do=one_of("choose_value", "pass", "use_help"),
        value=amount(),
        to=identifier(),
        help=text(),
        request_id=_REQUEST_ID,
    ),
    "LiveCommand": {
        "type": "object",
        "description": N_("操作的字段，与竞赛脚本相同；没有字段时可以不带正文"),
    },
    "LiveDone": fields(
        sequence=whole(),
        state=one_of(*Stage),
        repeated=truth(),
        events=several(fields(id=whole(), event=text()), N_("由此发生的")),
    ),
    "LiveEcho": fields(now=moment()),
}
