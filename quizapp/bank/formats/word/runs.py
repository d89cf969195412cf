"""The runs of a paragraph: inserted text counts, deleted does not; signs of symbol fonts become the signs they show."""

from __future__ import annotations

from collections.abc import Iterator

from ....core.i18n import N_
from ..xml_tree import Node

_NO_IMAGE = N_("有图片，没有导入；请核对题目没有图片是否完整。")
_NO_FORMULA = N_("有公式，没有导入；请用文字写出公式。")
_NO_NOTE = N_("有脚注或尾注，没有导入。")
_STRUCK = N_("有加了删除线的文字，已照原样保留，请核对。")
#: What the signs of symbol fonts look like, by font and code.
_SIGNS = {
    "wingdings": {0xFC: "√", 0xFB: "×", 0xFE: "√", 0xFD: "×", 0x52: "√", 0x54: "×", 0xA8: "□", 0x6F: "□"},
    "wingdings 2": {0x50: "√", 0x4F: "×", 0x52: "√", 0x51: "×", 0x53: "×", 0x54: "×", 0xA3: "□"},
    "symbol": {0xD6: "√", 0xB4: "×"},
}
_INSIDE = frozenset(
    (
        *(
            "hyperlink",
            "ins",
            "moveTo",
            "smartTag",
            "sdt",
            "sdtContent",
            "fldSimple",
            "customXml",
            "dir",
            "bdo",
        ),
    )
)
_DARK = frozenset(("auto", "000000", ""))


class Runs:
    """The text of one paragraph with where it stands out, text boxes in it, and notes about what is missing."""

    def __init__(self, paragraph: Node) -> None:
        self.notes: list[str] = []
        self.boxes: list[Node] = []
        self._texts: list[str] = []
        self._marks: list[str] = []
        self._fields: list[bool] = []  # open fields such as { PAGE }: whether their instructions go on
        self._walk(paragraph)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the paragraph's lines as (text, emphasis), parted where it has breaks."""
        text, marks = "".join(self._texts), "".join(self._marks)
        at = 0
        for part in text.split("\n"):
            yield part, marks[at : at + len(part)]
            at += len(part) + 1

    def _walk(self, parent: Node) -> None:
        for node in parent.elements:
            if node.name == "r":
                self._run(node)
            elif node.name in _INSIDE:
                self._walk(node)
            elif node.name in ("oMath", "oMathPara"):
                self._note(_NO_FORMULA)

    def _run(self, run: Node) -> None:
        properties = run.find("rPr")
        font = _font(properties)
        mark = "1" if properties is not None and _stands_out(properties) else "0"
        before = len(self._texts)
        for node in run.elements:
            self._piece(node, font, mark)
        text = "".join(self._texts[before:])
        if properties is not None and text:
            if _is_on(properties, "u", "val") and not text.strip() and "\n" not in text:
                self._texts[before:] = ["____"]
                self._marks[before:] = [mark * 4]
            elif _is_on(properties, "strike") or _is_on(properties, "dstrike"):
                self._note(_STRUCK)

    def _piece(self, node: Node, font: str, mark: str) -> None:
        match node.name:
            case "fldChar":
                self._field(node.get("fldCharType"))
            case "t" if not any(self._fields):
                self._add(_signs(node.text, font), mark)
            case "tab" | "ptab":
                self._add("\t", mark)
            case "cr":
                self._add("\n", mark)
            case "br" if node.get("type") not in ("page", "column"):
                self._add("\n", mark)
            case "noBreakHyphen":
                self._add("-", mark)
            case "sym":
                self._add(_sign(node), mark)
            case "drawing" | "pict" | "object":
                self._picture(node)
            case "AlternateContent":
                chosen = node.find("Choice") or node.find("Fallback")
                for inner in chosen.elements if chosen else ():
                    self._piece(inner, font, mark)
            case "footnoteReference" | "endnoteReference":
                self._note(_NO_NOTE)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _picture(self, node: Node) -> None:
        boxes = list(node.within("txbxContent"))
        self.boxes += boxes
        if node.name == "object" and any(
            "equation" in one.get("ProgID").casefold() for one in node.within("OLEObject")
        ):
            self._note(_NO_FORMULA)
        elif not boxes or any(True for _ in node.within("blip", "imagedata")):
            self._note(_NO_IMAGE)

    def _add(self, text: str, mark: str) -> None:
        self._texts.append(text)
        self._marks.append(mark * len(text))

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _font(properties: Node | None) -> str:
    fonts = properties.find("rFonts") if properties else None
    return fonts.get("ascii").casefold() if fonts else ""


def _signs(text: str, font: str) -> str:
    table = _SIGNS.get(font)
    return "".join(table.get(ord(char) & 0xFF, char) for char in text) if table else text


def _sign(node: Node) -> str:
    code = node.get("char")
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    sign = _SIGNS.get(node.get("font").casefold(), {}).get(value & 0xFF)
    return sign or (chr(value) if 0x20 <= value < 0xD800 else "")


def _is_on(properties: Node, name: str, attribute: str = "val") -> bool:
    found = properties.find(name)
    return found is not None and found.get(attribute, "true") not in ("0", "false", "off", "none")


def _stands_out(properties: Node) -> bool:
    colour = properties.find("color")
    coloured = colour is not None and colour.get("val").casefold() not in _DARK
    return coloured or _is_on(properties, "b") or _is_on(properties, "highlight")
