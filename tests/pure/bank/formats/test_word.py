"""Word documents: automatic numbers, tables, symbol fonts, tracked changes; what is left out is named."""

from __future__ import annotations

import io
import zipfile

import pytest

from quizapp.bank.formats import Format, read, recognise, write
from quizapp.bank.item import ItemType
from quizapp.bank.native import ParsedBank
from tests.pure.bank import examples
from tests.pure.bank.formats.documents import NAMESPACES, docx, listed, numbering, p, run, table

OPTIONS = (p("A. 甲"), p("B. 乙"), p("C. 丙"))
LIST = numbering(("decimal", "%1、"), ("upperLetter", "%2."))


def said(bank: ParsedBank) -> list[str]:
    return [problem.text for problem in bank.errors]


def warned(bank: ParsedBank, words: str) -> bool:
    return any(words in problem.text for problem in bank.warnings)


def test_it_is_recognised_and_places_are_paragraphs() -> None:
    file = docx(p("1. 哪一个？"), *OPTIONS)
    assert recognise(file, "题") is Format.DOCX
    (problem,) = read(file).errors
    assert problem.where == "第1段（第1题）"


def test_automatic_numbers_and_letters() -> None:
    file = docx(
        p("一、单选题"),
        *(listed("第一题？", 0), listed("甲", 1), listed("乙", 1), p("答案：B")),
        *(listed("第二题？", 0), listed("丙", 1), listed("丁", 1), p("答案：A")),
        word__numbering_xml=LIST,
    )
    bank = read(file)
    assert said(bank) == []
    assert [(item.stem, dict(item.options), item.key) for item in bank.items] == [
        ("第一题？", {"A": "甲", "B": "乙"}, "B"),
        ("第二题？", {"A": "丙", "B": "丁"}, "A"),
    ]


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("decimal", "%1."),
        ("decimal", "%1"),
        ("decimal", "（%1）"),
        ("decimal", "第%1题"),
        ("chineseCounting", "%1、"),
        ("japaneseCounting", "%1、"),
    ],
)
def test_numbers_in_the_ways_that_word_writes_them(format: str, text: str) -> None:
    file = docx(
        *(x for at in range(12) for x in (listed(f"题{at}？", 0), *OPTIONS, p("答案：B"))),
        word__numbering_xml=numbering((format, text)),
    )
    bank = read(file)
    assert said(bank) == []
    assert [item.stem for item in bank.items] == [f"题{at}？" for at in range(12)]


def test_numbers_of_a_style_and_lists_that_begin_again() -> None:
    styles = (
        f'<w:styles {NAMESPACES}><w:style w:styleId="Q"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Q2"><w:basedOn w:val="Q"/></w:style></w:styles>'
    )
    styled = p("样式里的编号？", properties='<w:pStyle w:val="Q2"/>')
    bank = read(
        docx(
            *(p("一、单选题"), styled, *OPTIONS, p("二、单选题"), listed("重新开始？", 0, 2), *OPTIONS),
            *(p("参考答案"), p("一、单选题"), p("1. B"), p("二、单选题"), p("1. C")),
            word__numbering_xml=LIST,
            word__styles_xml=styles,
        )
    )
    assert said(bank) == []
    assert [(item.stem, item.key) for item in bank.items] == [("样式里的编号？", "B"), ("重新开始？", "C")]


def test_breaks_tabs_and_hyphens_within_a_paragraph() -> None:
    body = "<w:p><w:r><w:t>1. 哪一个？</w:t><w:br/><w:t>A. 甲</w:t><w:tab/><w:t>B. 乙</w:t><w:br/><w:t>答案：B</w:t></w:r></w:p>"
    (item,) = read(docx(body)).items
    assert (item.stem, dict(item.options), item.key) == ("哪一个？", {"A": "甲", "B": "乙"}, "B")


def test_tables_of_options_of_keys_and_of_questions() -> None:
    bank = read(
        docx(
            *(
                p("1. 哪一个？"),
                table(["A. 甲", "B. 乙"], ["C. 丙", "D. 丁"]),
                p("2. 又是哪一个？"),
                *OPTIONS,
            ),
            *(p("参考答案"), table(["题号", "1", "2"], ["答案", "D", "A"])),
        )
    )
    assert said(bank) == []
    assert [item.key for item in bank.items] == ["D", "A"]
    assert [text for _, text in bank.items[0].options] == ["甲", "乙", "丙", "丁"]
    bank = read(
        docx(
            p("附表"),
            table(["题型", "题干", "选项A", "选项B", "答案"], ["单选题", "哪一个？", "甲", "乙", "B"]),
        )
    )
    assert said(bank) == []
    assert (bank.items[0].stem, bank.items[0].key) == ("哪一个？", "B")


def test_ticks_of_symbol_fonts() -> None:
    sym = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    plain = run("û", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')
    bank = read(docx(p("一、判断题"), p("1. 天是蓝的。（", sym, "）"), p("2. 天是绿的。（", plain, "）")))
    assert [item.key for item in bank.items] == [True, False]


def test_tracked_changes_fields_and_links() -> None:
    changed = p(
        *(
            "1. 哪",
            "<w:del><w:r><w:delText>几</w:delText></w:r></w:del>",
            "<w:ins><w:r><w:t>一</w:t></w:r></w:ins>",
        ),
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>藏</w:t></w:r>',
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>个</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "<w:hyperlink><w:r><w:t>？</w:t></w:r></w:hyperlink>",
    )
    assert read(docx(changed, *OPTIONS, p("答案：B"))).items[0].stem == "哪一个？"


def test_underlined_space_is_a_gap() -> None:
    gap = run("      ", '<w:u w:val="single"/>')
    (item,) = read(docx(p("一、填空题"), p("1. 处分有警告、", gap, "、开除。"), p("答案：严重警告"))).items
    assert (item.type, item.stem) == (ItemType.BLANK, "处分有警告、____、开除。")


@pytest.mark.parametrize(
    ("piece", "says"),
    [
        ("<w:r><w:drawing><a:blip/></w:drawing></w:r>", "有图片"),
        ("<w:r><w:pict/></w:r>", "有图片"),
        ("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "有公式"),
        ('<w:r><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r>', "有公式"),
        ('<w:r><w:footnoteReference w:id="1"/></w:r>', "有脚注"),
        (run("甲", "<w:strike/>"), "删除线"),
    ],
)
def test_what_is_left_out_is_named_at_its_question(piece: str, says: str) -> None:
    bank = read(docx(p("1. 哪一个？", piece), *OPTIONS, p("答案：B")))
    assert len(bank.items) == 1
    (problem,) = [one for one in bank.warnings if says in one.text]
    assert problem.where == "第1段（第1题）"


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{p('答案：B')}</w:txbxContent>"
    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    bank = read(docx(p("1. 哪一个？"), *OPTIONS, p(drawn)))
    assert said(bank) == []
    assert bank.items[0].key == "B"


@pytest.mark.parametrize("mark", ['<w:color w:val="FF0000"/>', "<w:b/>", '<w:highlight w:val="yellow"/>'])
def test_an_option_that_stands_out_is_named_and_not_taken_for_the_key(mark: str) -> None:
    bank = read(docx(p("1. 哪一个？"), p("A. 甲"), p(run("B. 乙", mark)), p("C. 丙")))
    assert bank.items == ()
    assert "选项 B 用颜色、加粗或底纹标出" in said(bank)[0]
    assert "答案：B" in said(bank)[0]


def test_macros_other_office_files_and_half_files_are_refused() -> None:
    good = docx(p("1. 哪一个？"), *OPTIONS, p("答案：B"))
    for file, says in (
        (docx(p("1. 哪一个？"), word__vbaProject_bin=b"x"), "宏"),
        (good[: len(good) // 2], "损坏"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版 Office"),
        (b"{\\rtf1 x}", "RTF"),
        (b"%PDF-1.7", "PDF"),
        (docx("<w:altChunk/>"), "嵌进去的网页"),
        (docx("<w:p>"), "XML 写法有误"),
        (docx(word__x_xml="").replace(b"word/document.xml", b"word/documenx.xml"), "不是 Excel"),
    ):
        bank = read(file, "卷.docx")
        assert bank.items == ()
        assert says in said(bank)[0], said(bank)


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", "<document><body/></document>")
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (archive(bomb=b"0" * 300_000_000), "大得不正常"),
        (archive(**{".." + "__" + "evil": b"x"}), "指向包外"),
        (archive(**{"__etc__passwd": b"x"}), "指向包外"),
        (archive(**{f"f{at}": b"" for at in range(20_001)}), "大得不正常"),
    ],
)
def test_archives_that_mean_harm(file: bytes, says: str) -> None:
    assert says in said(read(file, "卷.docx"))[0]


@pytest.mark.parametrize(
    ("prolog", "says"),
    [
        ('<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>', "定义了实体"),
        ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "定义了实体"),
        ('<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1/x">%x;]>', "定义了实体"),
    ],
)
def test_entities_are_refused(prolog: str, says: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("word/document.xml", f"<?xml version='1.0'?>{prolog}<d><body>&x;&b;</body></d>")
    assert says in said(read(file.getvalue(), "卷.docx"))[0]


def test_deep_nesting_is_refused() -> None:
    assert "层次太多" in said(read(docx("<w:sdt>" * 500 + "</w:sdt>" * 500)))[0]


def test_an_exported_paper_has_questions_first_and_keys_on_a_sheet_of_their_own() -> None:
    file = write([examples.item(raw) for raw in examples.ALL], Format.DOCX, name="红十字知识")
    with zipfile.ZipFile(io.BytesIO(file)) as made:
        document = made.read("word/document.xml").decode()
    questions, keys = document.split("参考答案与解析")
    assert "红十字知识" in questions
    assert "A. 指导" in questions
    assert "答案" not in questions
    assert "严重警告 | 留党察看" in keys
    assert "w:pageBreakBefore" in questions
