"""The shapes of bodies and answers, by the names under which operations speak of them."""

from __future__ import annotations

from ..bank.item import ItemType
from ..bank.marking import Verdict
from ..core.i18n import N_
from ..core.permissions import Role
from .live_schemas import LIVE_SCHEMAS
from .schema import (
    Schema,
    amount,
    by_name,
    day,
    fields,
    identifier,
    listing,
    maybe,
    moment,
    one_of,
    ref,
    several,
    text,
    truth,
    whole,
)

NAMED = fields(id=identifier(), name=text())
RESPONSE: Schema = {
    "description": N_(
        "single、boolean：选项编号；multiple、ordering：一列选项编号；matching：左项编号到选项编号；"
        "blank：一列文字；numeric、short：文字；null 为清空"
    ),
    "type": ["string", "array", "object", "null"],
}
KEY: Schema = {
    "description": N_("与 response 同形；blank 为各空可接受的写法，numeric 为 value、tolerance、unit"),
    "type": ["string", "array", "object"],
}
REQUEST_ID = text(N_("重发同一请求时不变，只记一次"), maxLength=64)
CONTEST_STATE = one_of("published", "running", "closed", "settled", "archived")
ATTEMPT_STATE = one_of("open", "submitted")

_QUESTION: dict[str, Schema] = {
    "type": one_of(*ItemType),
    "topic": text(),
    "stem": text(),
    "stem_html": text(N_("题干带格式或图片时，成品 HTML；图片地址两周内有效")),
    "options": several(ref("Choice"), N_("没有选项的题型为空")),
    "left": several(ref("Choice"), N_("matching 的左项")),
    "blanks": whole(N_("blank 有几空")),
    "unit": text(N_("numeric 的单位")),
}
_QUESTION_OPTIONAL = ("stem_html", "left", "blanks", "unit")

_MARKED: dict[str, Schema] = {
    "verdict": one_of(*Verdict, about=N_("to_mark 等人评分")),
    "points": amount(N_("得分")),
    "key": ref("Key"),
    "explanation": text(),
    "explanation_html": text(N_("同 stem_html")),
    "source": text(N_("依据")),
    "parts": several(truth(), N_("各空、各对是否正确")),
}

_MARKED_OPTIONAL = ("explanation_html", "parts")

_CARD: dict[str, Schema] = {
    "id": identifier(),
    "title": text(),
    "state": CONTEST_STATE,
    "opens_at": moment(),
    "closes_at": moment(N_("对我而言的截止时间")),
    "limit_seconds": whole(N_("一次答题的时间")),
    "items": whole(N_("题数")),
    "maximum": amount(N_("满分")),
    "attempt": maybe(identifier(N_("没交的答卷"))),
    "attempts_used": whole(),
    "attempts_allowed": whole(),
    "may_start": truth(N_("现在能否开始一次")),
    "why": maybe(one_of("not_eligible", "closed", "not_open", "no_attempts", about=N_("不能开始的原因"))),
    "best": maybe(amount(N_("我的最高得分"))),
    "place": maybe(whole(N_("结算后的名次"))),
}

SCHEMAS: dict[str, Schema] = {
    "Problem": fields(
        ("field",),
        type=text(),
        title=text(),
        status=whole(),
        detail=text(N_("给人看的一句话")),
        code=text(N_("给程序看的代码，不随语言变")),
        field=text(N_("出错的字段")),
    ),
    "Me": fields(
        id=identifier(),
        name=text(),
        username=text(),
        role=one_of(*Role),
        branch=NAMED,
        group=maybe(NAMED),
        scope=one_of("read", "write", "host", about=N_("令牌的权限范围，后者包括前者")),
        now=moment(N_("服务器的时间")),
    ),
    "Bank": fields(
        id=identifier(),
        name=text(),
        slug=text(),
        description=text(),
        items=whole(N_("题数")),
        topics=several(fields(name=text(), items=whole())),
    ),
    "Banks": listing("Bank"),
    "Choice": fields(("html",), id=identifier(), text=text(), html=text(N_("同 stem_html"))),
    "Item": fields(
        (*_QUESTION_OPTIONAL, "key", "explanation", "explanation_html", "source", "code"),
        id=identifier(),
        bank=identifier(),
        **_QUESTION,
        difficulty=whole(N_("1 到 5"), minimum=1, maximum=5),
        key=ref("Key"),
        explanation=text(N_("只给组织者")),
        explanation_html=text(N_("同 stem_html")),
        source=text(N_("只给组织者")),
        code=text(N_("作者的题号，只给组织者")),
    ),
    "Items": listing("Item"),
    "AttemptOrder": {
        "oneOf": [ref("PracticeOrder"), ref("ContestOrder")],
        "description": N_("要么是练习，要么是一场竞赛"),
    },
    "PracticeOrder": fields(
        ("bank", "topics", "types", "count", "request_id"),
        mode=one_of("practice"),
        bank=maybe(text(N_("题库的编号或名称，不写为全部"), maxLength=120)),
        topics=maybe(several(text(maxLength=64))),
        types=maybe(several(one_of(*ItemType))),
        count=whole(N_("题数，一份最多 500 题"), minimum=1, maximum=10_000, default=20),
        request_id=maybe(REQUEST_ID),
    ),
    "ContestOrder": fields(
        ("mode", "request_id"),
        mode=one_of("contest"),
        contest=identifier(N_("竞赛的编号")),
        request_id=maybe(REQUEST_ID),
    ),
    "Response": RESPONSE,
    "Key": KEY,
    "Question": fields(
        _QUESTION_OPTIONAL, position=whole(N_("从 1 起"), minimum=1), **_QUESTION, points=amount(N_("分值"))
    ),
    "Attempt": fields(
        ("feedback", "result", "short_by"),
        id=identifier(),
        mode=one_of("practice", "contest"),
        contest=maybe(identifier()),
        title=text(),
        state=ATTEMPT_STATE,
        started_at=moment(),
        deadline=maybe(moment()),
        now=moment(N_("服务器的时间")),
        items=several(ref("Question")),
        answered=whole(N_("已答几题")),
        responses=by_name(ref("Response"), N_("按题序的已存答案")),
        feedback=by_name(ref("Marked"), N_("练习里已看过的解析，按题序")),
        result=ref("Result"),
        short_by=whole(N_("题库里还差几题")),
    ),
    "Answer": fields(("request_id",), response=ref("Response"), request_id=maybe(REQUEST_ID)),
    "Saved": fields(("feedback",), saved=truth(), answered=whole(N_("已答几题")), feedback=ref("Marked")),
    "Marked": fields(_MARKED_OPTIONAL, **_MARKED),
    "Reviewed": fields(_MARKED_OPTIONAL, position=whole(minimum=1), response=ref("Response"), **_MARKED),
    "Result": fields(
        ("items",),
        id=identifier(),
        state=ATTEMPT_STATE,
        submitted_at=moment(),
        used_ms=whole(N_("用时，毫秒")),
        score=amount(),
        maximum=amount(N_("满分")),
        right=whole(N_("全对几题")),
        total=whole(N_("共几题")),
        items=several(ref("Reviewed"), N_("允许公布时才有")),
    ),
    "ContestCard": fields(**_CARD),
    "Contests": listing("ContestCard"),
    "Contest": fields(
        **_CARD,
        notice=text(N_("说明，Markdown")),
        review=one_of("submitted", "closed", "never", about=N_("解析何时公布：交卷后、截止后、不公布")),
        counts=one_of("highest", "first", "last", "average", about=N_("几次里计哪一次")),
        for_record=truth(N_("是否计入积分")),
        attempts=several(ref("AttemptLine")),
    ),
    "AttemptLine": fields(
        id=identifier(),
        state=ATTEMPT_STATE,
        started_at=moment(),
        submitted_at=maybe(moment()),
        used_ms=maybe(whole()),
        score=maybe(amount()),
        maximum=maybe(amount()),
    ),
    "Standing": fields(
        rank=whole(N_("并列的相同：1、1、3")),
        member=NAMED,
        group=maybe(text()),
        score=amount(),
        maximum=amount(),
        used_ms=whole(),
        attempts=whole(N_("交过几次")),
    ),
    "GroupStanding": fields(
        rank=whole(),
        group=NAMED,
        mean=amount(N_("人均得分")),
        heads=whole(N_("应参加")),
        taken=whole(N_("已参加")),
    ),
    "Standings": listing("Standing", participants=whole(), groups=several(ref("GroupStanding"))),
    "Period": fields(name=text(N_("如 2026-03")), **{"from": day(), "to": day()}),
    "Place": fields(place=whole(), of=whole()),
    "Entry": fields(
        id=identifier(),
        member=NAMED,
        rule=text(N_("积分办法的哪一项")),
        title=text(),
        origin=text(N_("来自哪件事；同一成员同一项只记一次")),
        at=moment(),
        day=day(N_("当地日期")),
        earned=amount(N_("应得")),
        counted=amount(N_("上限之内实计")),
        why=maybe(text(N_("为什么少计，如 cap_day"))),
        reverses=maybe(identifier(N_("撤销的是哪一条"))),
        reason=maybe(text(N_("人工记录的原因"))),
    ),
    "Ledger": listing("Entry"),
    "Record": fields(
        member=NAMED,
        period=ref("Period"),
        total=amount(N_("该时段实计")),
        totals=fields(
            day=amount(), week=amount(), month=amount(), quarter=amount(), year=amount(), all=amount()
        ),
        places=fields(branch=ref("Place"), group=maybe(ref("Place"))),
        days=several(fields(day=day(), counted=amount()), N_("有记录的日子")),
        entries=several(ref("Entry")),
        next=maybe(text(N_("下一页的 cursor，没有下一页时为 null"))),
    ),
    "BoardRow": fields(
        place=whole(N_("并列的相同：1、1、3")),
        id=identifier(),
        name=text(),
        group=maybe(text()),
        points=amount(),
        moved=maybe(whole(N_("比上一时段进了几名"))),
        heads=whole(N_("在册人数")),
        taking_part=whole(N_("有积分的人数")),
    ),
    "Board": listing("BoardRow", board=one_of("members", "groups", "branches"), period=ref("Period")),
    **LIVE_SCHEMAS,
    "Document": {"type": "object", "description": N_("本接口的 OpenAPI 3.1 文档")},
    "Page": text(N_("给人看的接口说明")),
}
