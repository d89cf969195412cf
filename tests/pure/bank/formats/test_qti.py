"""QTI: items of every version, packages, what is passed over and why."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest

from quizapp.bank.formats import Format, export, read, recognise
from quizapp.bank.item import ItemType
from quizapp.bank.native import ParsedBank
from tests.pure.bank import examples

V21 = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
V30 = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'


def declared(
    *values: str,
    cardinality: str = "single",
    base: str = "identifier",
    name: str = "RESPONSE",
    mapping: str = "",
) -> str:
    correct = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{correct}</correctResponse>{mapping}</responseDeclaration>"
    )


def item(declarations: str, body: str, more: str = "", **attributes: str) -> bytes:
    shown = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><assessmentItem {V21} identifier="x" title="x" adaptive="false" '
        f'timeDependent="false"{shown}>{declarations}<itemBody>{body}</itemBody>{more}</assessmentItem>'
    ).encode()


def choices(*texts: str, kind: str = "choiceInteraction", more: str = "") -> str:
    inner = "".join(
        f'<simpleChoice identifier="c{at}">{text}</simpleChoice>' for at, text in enumerate(texts)
    )
    return f'<{kind} responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"{more}><prompt>哪一个？</prompt>{inner}</{kind}>'


def package(**files: bytes | str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def said(bank: ParsedBank) -> list[str]:
    return [problem.text for problem in bank.errors]


def test_a_choice_with_its_prompt_and_feedback() -> None:
    more = (
        '<modalFeedback outcomeIdentifier="F" identifier="incorrect" showHide="show">错了</modalFeedback>'
        '<modalFeedback outcomeIdentifier="F" identifier="correct" showHide="show"><p>因为。</p></modalFeedback>'
    )
    inline = '<feedbackInline outcomeIdentifier="F" identifier="c1" showHide="show">好</feedbackInline>'
    file = item(declared("c1"), f"<p>材料\n一行</p>{choices('甲', f'<b>乙</b>{inline}', '丙')}", more)
    assert recognise(file) is Format.QTI
    (one,) = read(file).items
    assert (one.stem, one.type, dict(one.options), one.key, one.explanation) == (
        *("材料 一行\n哪一个？", ItemType.SINGLE, {"A": "甲", "B": "乙", "C": "丙"}, "B", "因为。"),
    )


@pytest.mark.parametrize(
    ("one", "other"), [("True", "False"), ("Richtig", "Falsch"), ("正确", "错误"), ("对", "错")]
)
def test_two_words_of_truth_make_a_boolean(one: str, other: str) -> None:
    assert read(item(declared("c1"), choices(one, other))).items[0].key is False


def test_several_right_answers_by_declaration_or_by_mapping() -> None:
    mapping = '<mapping defaultValue="-1"><mapEntry mapKey="c0" mappedValue="1"/><mapEntry mapKey="c2" mappedValue="1"/></mapping>'
    for declarations in (
        declared("c0", "c2", cardinality="multiple"),
        declared(cardinality="multiple", mapping=mapping),
    ):
        (one,) = read(item(declarations, choices("甲", "乙", "丙"))).items
        assert (one.type, one.key) == (ItemType.MULTIPLE, ("A", "C"))


def test_order_match_text_number_and_model_answers() -> None:
    ordered = item(
        declared("c2", "c0", "c1", cardinality="ordered"), choices("插", "电", "开", kind="orderInteraction")
    )
    assert read(ordered).items[0].key == ("C", "A", "B")
    sets = (
        '<simpleMatchSet><simpleAssociableChoice identifier="l1" matchMax="1">公正</simpleAssociableChoice>'
        '<simpleAssociableChoice identifier="l2" matchMax="1">中立</simpleAssociableChoice></simpleMatchSet>'
        '<simpleMatchSet><simpleAssociableChoice identifier="r1" matchMax="1">不争论</simpleAssociableChoice>'
        '<simpleAssociableChoice identifier="r2" matchMax="1">看需要</simpleAssociableChoice></simpleMatchSet>'
    )
    pairs = declared("l1 r2", "l2 r1", cardinality="multiple", base="directedPair")
    (matching,) = read(
        item(pairs, f'<p>对应</p><matchInteraction responseIdentifier="RESPONSE">{sets}</matchInteraction>')
    ).items
    assert (matching.left, matching.key) == ((("1", "公正"), ("2", "中立")), (("1", "B"), ("2", "A")))
    mapping = '<mapping><mapEntry mapKey="警告" mappedValue="1"/><mapEntry mapKey="口头警告" mappedValue="1"/><mapEntry mapKey="批评" mappedValue="0.5"/></mapping>'
    gaps = declared("警告", base="string", name="A", mapping=mapping) + declared(
        "开除", base="string", name="B"
    )
    entry = '<textEntryInteraction responseIdentifier="{}"/>'
    (blank,) = read(item(gaps, f"<p>处分有{entry.format('A')}和{entry.format('B')}。</p>")).items
    assert (blank.stem, blank.key) == ("处分有____和____。", (("警告", "口头警告"), ("开除",)))
    equal = '<responseProcessing><equal toleranceMode="absolute" tolerance="0.5 0.5"/></responseProcessing>'
    (number,) = read(
        item(declared("32", base="float"), f"<p>多少？{entry.format('RESPONSE')}</p>", equal)
    ).items
    assert (number.type, number.key, number.tolerance) == (ItemType.NUMERIC, Decimal(32), Decimal("0.5"))
    rubric = '<rubricBlock view="scorer"><p>要点</p></rubricBlock><extendedTextInteraction responseIdentifier="RESPONSE"/>'
    (short,) = read(item("", f"<p>说说</p>{rubric}")).items
    assert (short.type, short.stem, short.key) == (ItemType.SHORT, "说说", "要点")


def test_version_3_in_its_own_names() -> None:
    file = (
        f'<qti-assessment-item {V30} identifier="x" title="x" adaptive="false" time-dependent="false">'
        '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">'
        "<qti-correct-response><qti-value>b</qti-value></qti-correct-response></qti-response-declaration>"
        '<qti-item-body><p>哪<ruby>一<rt>yi</rt></ruby>个？</p><qti-choice-interaction response-identifier="RESPONSE" max-choices="1">'
        '<qti-simple-choice identifier="a">甲</qti-simple-choice><qti-simple-choice identifier="b">乙</qti-simple-choice>'
        "</qti-choice-interaction></qti-item-body></qti-assessment-item>"
    )
    (one,) = read(file.encode()).items
    assert (one.stem, one.key) == ("哪一个？", "B")


def test_a_package_with_topic_tags_and_difficulty() -> None:
    manifest = (
        '<manifest><resources><resource identifier="b" type="imsqti_item_xmlv2p1" href="items/b.xml"><metadata><lom>'
        "<general><keyword><langstring>重点</langstring></keyword></general><educational><difficulty><source>"
        "<langstring>LOMv1.0</langstring></source><value><langstring>very difficult</langstring></value></difficulty>"
        "</educational><classification><taxonPath><taxon><entry><langstring>法律</langstring></entry></taxon></taxonPath>"
        '</classification></lom></metadata><file href="items/b.xml"/></resource>'
        '<resource identifier="a" type="imsqti_item_xmlv2p1" href="items/a.xml"/></resources></manifest>'
    )
    file = package(
        imsmanifest_xml=manifest,
        items__a_xml=item(declared("c1"), choices("子", "丑")),
        items__b_xml=item(declared("c0"), choices("甲", "乙")),
        about_xml="<nothing/>",
    )
    assert recognise(file) is Format.QTI
    bank = read(file)
    assert said(bank) == []
    first, second = bank.items
    assert (first.topic, first.tags, first.difficulty, first.key) == ("法律", ("重点",), 5, "A")
    assert (second.topic, second.key) == ("未分类", "B")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (item("", choices("甲", "乙")), "没有标准答案"),
        (item(declared("zz"), choices("甲", "乙")), "不在选项之中"),
        (item(declared("c0", "c1"), choices("甲", "乙")), "有 2 个标准答案"),
        (item(declared("c0"), choices("甲", "")), "选项是空的"),
        (package(imsmanifest_xml="<manifest/>", a_xml="<x/>"), "压缩包里没有 QTI 题目"),
        (package(imsmanifest_xml="<manifest/>", a_xml=b"<assessmentItem "), "XML 写法有误"),
        (b"<questestinterop/>", "没有 QTI 题目"),
    ],
)
def test_what_cannot_be_taken_is_named(file: bytes, says: str) -> None:
    bank = read(file, "x.zip")
    assert bank.items == ()
    assert any(says in text for text in said(bank)), said(bank)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (item("", '<hotspotInteraction responseIdentifier="RESPONSE"/>'), "hotspotInteraction"),
        (item(declared("c0"), choices("甲", "乙") * 2), "choiceInteraction × 2"),
        (item("<templateDeclaration/>", choices("甲", "乙")), "带变量"),
        (item("", '<p>说说</p><extendedTextInteraction responseIdentifier="RESPONSE"/>'), "没有参考答案"),
    ],
)
def test_other_kinds_are_passed_over_with_their_name(file: bytes, says: str) -> None:
    bank = read(file)
    assert (bank.items, bank.errors) == ((), ())
    assert any(says in problem.text for problem in bank.warnings)


def old(kind: str, presentation: str, processing: str) -> str:
    return (
        "<item ident='x'><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>"
        f"<fieldentry>{kind}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata><presentation>{presentation}"
        f"</presentation><resprocessing>{processing}</resprocessing>"
        "<itemfeedback ident='general_fb'><flow_mat><material><mattext>因为。</mattext></material></flow_mat></itemfeedback></item>"
    )


def material(text: str) -> str:
    return f"<material><mattext texttype='text/html'>&lt;p&gt;{text}&lt;/p&gt;</mattext></material>"


def lid(cardinality: str, *texts: str, ident: str = "response1", lead: str = "") -> str:
    labels = "".join(
        f"<response_label ident='i{at}'>{material(text)}</response_label>" for at, text in enumerate(texts)
    )
    return f"<response_lid ident='{ident}' rcardinality='{cardinality}'>{lead}<render_choice>{labels}</render_choice></response_lid>"


def condition(inner: str, points: int = 100) -> str:
    return (
        f"<respcondition><conditionvar>{inner}</conditionvar><setvar action='Set' varname='SCORE'>{points}</setvar>"
        "</respcondition>"
    )


def equal(value: str, ident: str = "response1") -> str:
    return f"<varequal respident='{ident}'>{value}</varequal>"


def test_version_1_as_canvas_writes_it() -> None:
    questions = "".join(
        (
            old(
                "multiple_choice_question",
                material("哪一个？") + lid("Single", "甲", "乙"),
                condition(equal("i0"), 0) + condition(equal("i1")),
            ),
            old(
                "true_false_question",
                material("天是绿的。") + lid("Single", "True", "False"),
                condition(equal("i1")),
            ),
            old(
                "multiple_answers_question",
                material("哪几个？") + lid("Multiple", "甲", "乙", "丙"),
                condition(f"<and>{equal('i0')}<not>{equal('i1')}</not>{equal('i2')}</and>"),
            ),
            old(
                "short_answer_question",
                f"{material('哪种？')}<response_str ident='response1'><render_fib/></response_str>",
                condition(equal("警告") + equal("口头警告")),
            ),
            old(
                "fill_in_multiple_blanks_question",
                material("处分有[a]和[b]。")
                + lid("Single", "开除", ident="response_b", lead="<material><mattext>b</mattext></material>")
                + lid(
                    "Single",
                    "警告",
                    "告诫",
                    ident="response_a",
                    lead="<material><mattext>a</mattext></material>",
                ),
                condition(equal("i0", "response_a"), 50)
                + condition(equal("i1", "response_a"), 50)
                + condition(equal("i0", "response_b"), 50),
            ),
            old(
                "matching_question",
                material("对应。")
                + lid("Single", "看需要", "不争论", ident="response_1", lead=material("公正"))
                + lid("Single", "看需要", "不争论", ident="response_2", lead=material("中立")),
                condition(equal("i0", "response_1"), 50) + condition(equal("i1", "response_2"), 50),
            ),
            old(
                "numerical_question",
                f"{material('多少？')}<response_str ident='response1'><render_fib fibtype='Decimal'/></response_str>",
                condition(f"<or>{equal('32')}<and><vargte>31.5</vargte><varlte>32.5</varlte></and></or>"),
            ),
            old("essay_question", f"{material('说说')}<response_str ident='response1'/>", ""),
        )
    )
    bank = read(
        f"<questestinterop><assessment><section>{questions}</section></assessment></questestinterop>".encode()
    )
    assert said(bank) == []
    single, truth, several, words, gaps, pairs, number = bank.items
    assert (single.stem, single.key, single.explanation) == ("哪一个？", "B", "因为。")
    assert (truth.key, several.key, words.key) == (False, ("A", "C"), (("警告", "口头警告"),))
    assert (gaps.stem, gaps.key) == ("处分有____和____。", (("警告", "告诫"), ("开除",)))
    assert (pairs.left, pairs.key) == ((("1", "公正"), ("2", "中立")), (("1", "A"), ("2", "B")))
    assert (number.key, number.tolerance) == (Decimal(32), Decimal("0.5"))
    assert any("essay_question" in problem.text for problem in bank.warnings)


def test_harmful_packages_are_refused() -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><assessmentItem >&e;</assessmentItem>'
    assert "定义了实体" in said(read(package(imsmanifest_xml="<manifest/>", a_xml=evil)))[0]
    assert "指向包外" in said(read(package(imsmanifest_xml="<manifest/>", **{"..__a_xml": "<x/>"})))[0]
    outside = '<manifest><resources><resource href="../../etc/passwd"/></resources></manifest>'
    assert "没有 QTI 题目" in said(read(package(imsmanifest_xml=outside)))[0]


@pytest.mark.parametrize("format", [Format.QTI, Format.QTI22, Format.QTI30])
def test_a_package_names_its_version_and_its_items(format: Format) -> None:
    written = export([examples.item(raw) for raw in examples.ALL], format, name="卷")
    with zipfile.ZipFile(io.BytesIO(written.content)) as archive:
        manifest, first = (
            archive.read("imsmanifest.xml").decode(),
            archive.read("items/item-00001.xml").decode(),
        )
    kind = {Format.QTI: "xmlv2p1", Format.QTI22: "xmlv2p2", Format.QTI30: "xmlv3p0"}[format]
    assert manifest.count(f'type="imsqti_item_{kind}"') == len(examples.ALL)
    assert ("<qti-assessment-item " in first) == (format is Format.QTI30)
    assert {item.type for item in written.items} == set(ItemType)


def test_a_blank_without_a_gap_gets_one_below_that_goes_again() -> None:
    one = examples.item(examples.DISCIPLINE, stem="处分里比警告重的是哪一种？", key=[["严重警告"]])
    written = export([one], Format.QTI)
    assert [item.stem for item in read(written.content).items] == [one.stem]
