"""What the first branch studies beside articles: a PDF, slides and a link, and how far its people have come."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from werkzeug.datastructures import FileStorage

from ..core.permissions import Identity
from ..core.transaction import unit_of_work
from ..files import service as files
from ..study import completing, material_files
from ..study import queries as library
from ..study import service as study
from ..study.kinds import FILES, MaterialKind
from . import handouts
from .diary import Calendar
from .founding import Troupe
from .learner import Learner
from .learning import spend_time
from .scenes import share
from .script import Script

#: How much of a material's length people have seen, each as likely as the next.
SEEN = (1.0, 1.0, 0.8, 0.6, 0.3)
TAKES_IT_UP = 0.8

_PAGES = (
    (
        "一次有准备的主题党日",
        "一、学：提前三天发材料，",
        "每人划出一句最想问的话。",
        "二、议：只议一个题目，",
        "先请经办的同志讲清难处。",
        "三、做：散会前说定一件事，",
        "谁来做、什么时候做完。",
    ),
    (
        "会前要备好的",
        "1. 场地、签到码、投影",
        "2. 请假的同志已经回复",
        "3. 上次说定的事做到哪一步",
        "4. 学习材料和文末小题",
        "5. 记录的同志已经知道",
    ),
    (
        "会后两天内",
        "1. 补全记录，请主持人看过",
        "2. 把任务记到人和日期",
        "3. 没来的同志补学、补课",
        "4. 照片只留说明问题的",
        "本文为演示而写。",
    ),
)
_SLIDES = (
    ("怎样讲好一堂微党课", "八分钟，一个道理，一个身边人"),
    ("选题从哪里来", "本支部正在做的一件事", "一句原文，出处说得清", "听的人最近遇到的难处"),
    ("八分钟怎么分", "一分钟讲缘起", "四分钟讲人和事", "两分钟讲道理", "一分钟留一个问题"),
    ("讲之前问自己三句", "换一个支部还能不能讲", "数字和原文核对过没有", "听完的人明天会做什么"),
)


@dataclass(slots=True)
class Handout:
    """A material that is a file or a link; `id` once it is in the library."""

    draft: study.Draft
    name: str = ""
    content: bytes = b""
    id: int = 0


def hand_out(script: Script, troupe: Troupe, calendar: Calendar, rng: Random) -> None:
    """Publish the materials and have people spend time with them."""
    by = troupe.organisers[-1].me
    for number, handout in enumerate(_handouts()):
        at = share(calendar, 0.4 - 0.1 * number, 580)
        script.add(at, partial(_publish, handout, troupe.branch_id, by), alone=True)
        for learner in troupe.learners:
            later = at + timedelta(days=rng.randint(0, 20), minutes=rng.randint(5, 500))
            if (
                handout.content
                and rng.random() < TAKES_IT_UP
                and later < calendar.now
                and learner.is_there(later)
            ):
                script.add(later, partial(_read, handout, learner, rng.choice(SEEN)))


def _handouts() -> Sequence[Handout]:
    return (
        Handout(
            study.Draft(
                "一次有准备的主题党日",
                "支部工作",
                "开会前翻一遍，照着准备就不会漏。",
                "三页清单：会前、会上、会后。",
                kind=MaterialKind.PDF,
            ),
            "主题党日清单.pdf",
            handouts.pdf(_PAGES),
        ),
        Handout(
            study.Draft(
                "怎样讲好一堂微党课",
                "支部工作",
                "",
                "四页课件：选题、结构、自查。",
                kind=MaterialKind.SLIDES,
            ),
            "微党课.pptx",
            handouts.slides(_SLIDES),
        ),
        Handout(
            study.Draft(
                "共产党员网",
                "理论学习",
                "中央组织部的网站，党章、条例的现行文本以这里为准。查原文时从这里找。",
                "查党章和条例现行文本的地方。",
                10,
                kind=MaterialKind.LINK,
                url="https://www.12371.cn/",
            )
        ),
    )


def _publish(handout: Handout, branch_id: int, by: Identity, now: datetime) -> None:
    upload = FileStorage(io.BytesIO(handout.content), filename=handout.name)
    outline = ""
    if handout.content:
        files.receive(upload, FILES[handout.draft.kind])
        outline = material_files.outline_of(upload)
    with unit_of_work():
        material = study.create_material(handout.draft, branch_id=branch_id, actor=by, now=now)
        if handout.content:
            material_files.set_file(material, upload, outline, actor=by, now=now)
        study.set_published(material, True, actor=by, now=now)
        handout.id = material.id


def _read(handout: Handout, learner: Learner, seen: float, now: datetime) -> None:
    material = library.readable(handout.id, learner.me)
    spend_time(learner, material, seen, now)
    completing.complete(material, learner.me, now=now)
