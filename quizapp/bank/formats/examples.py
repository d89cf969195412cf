"""The rows of the template's sheet of examples: one of each type, plain facts that need no upkeep."""

from __future__ import annotations

from decimal import Decimal

from ..item import Item, ItemType, Source

_LAW = Source("中华人民共和国红十字会法", "2017", "第七条")

EXAMPLE_ITEMS = (
    Item(
        "example-1",
        ItemType.SINGLE,
        "红十字会法",
        "上级红十字会与下级红十字会的工作关系是什么？",
        (("A", "领导"), ("B", "委托"), ("C", "指导"), ("D", "代理")),
        "C",
        "上级红十字会指导下级红十字会工作，并非领导。",
        _LAW,
        2,
    ),
    Item(
        "example-2",
        ItemType.MULTIPLE,
        "无偿献血",
        "国家鼓励哪些人率先献血？",
        (("A", "国家工作人员"), ("B", "现役军人"), ("C", "住院患者的亲属"), ("D", "高等学校在校学生")),
        ("A", "B", "D"),
        "条文列了三类人，为树立社会新风尚作表率。",
        Source("中华人民共和国献血法", "1997", "第七条"),
        2,
    ),
    Item(
        "example-3",
        ItemType.BOOLEAN,
        "应急救护",
        "使用AED分析心律时，任何人都不能接触患者。",
        (),
        True,
        "接触会干扰分析。",
    ),
    Item(
        "example-4",
        ItemType.BLANK,
        "纪律",
        "对党员的纪律处分有五种：警告、____、撤销党内职务、____、开除党籍。",
        (),
        (("严重警告",), ("留党察看",)),
        "由轻到重五种；一个空有几种写法时用分号隔开，几个空之间用竖线隔开。",
    ),
    Item(
        "example-5",
        ItemType.NUMERIC,
        "党员教育管理",
        "党员每年集中学习培训时间一般不少于多少学时？",
        (),
        Decimal(32),
        "一般不少于32学时。",
        unit="学时",
    ),
    Item(
        "example-6",
        ItemType.ORDERING,
        "应急救护",
        "把使用AED的步骤排成正确顺序。",
        (("A", "插上接头"), ("B", "开机"), ("C", "确认无人接触后按提示放电"), ("D", "贴电极片")),
        ("B", "D", "A", "C"),
        "开、贴、插、电。",
    ),
    Item(
        "example-7",
        ItemType.MATCHING,
        "红十字运动",
        "把红十字运动的基本原则与它的要求对应起来。",
        (("A", "不参与政治争论"), ("B", "地位平等，互相帮助"), ("C", "只按需要给予救助")),
        (("1", "C"), ("2", "A"), ("3", "B")),
        "公正看需要，中立不站队。",
        left=(("1", "公正"), ("2", "中立"), ("3", "普遍")),
    ),
    Item(
        "example-8",
        ItemType.SHORT,
        "应急救护",
        "什么时候使用AED？",
        (),
        "要点：突然倒下、无反应、无正常呼吸时。",
        "按要点给分。",
    ),
)
