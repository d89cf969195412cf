"""The English catalogue: gather the interface texts from code and templates, and compile what a person translated.

Run as `make catalogue`; with `--check` it writes nothing. The catalogue holds no places, dates or tool versions, so
that a change of it shows changed texts and nothing else.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "quizapp" / "translations" / "en" / "LC_MESSAGES"
PO = FOLDER / "messages.po"
MO = FOLDER / "messages.mo"

#: What marks a text and where it stands among the arguments; `counted` says one text that has forms by number.
KEYWORDS = dict.fromkeys(("_", "N_", "gettext", "lazy_gettext")) | {
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "counted": (1, 1),
}
#: Where texts stand, how they are read there, and the reader's options (a template that cannot be read is an error).
SOURCES = (
    ("quizapp", [("**.py", "python")], {}),
    ("templates", [("**.html", "jinja2.ext.babel_extract")], {"**.html": {"silent": "false"}}),
)

Id = str | tuple[str, ...]


class English(Catalog):
    """A catalogue whose header says nothing that changes from day to day."""

    def __init__(self) -> None:
        super().__init__(
            locale="en",
            header_comment="# English texts of quizapp; `make catalogue` keeps them.",
            fuzzy=False,
        )

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The few lines that a reader of the format needs."""
        return [
            ("Project-Id-Version", "quizapp"),
            ("Language", "en"),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def texts() -> Iterator[tuple[str, Id]]:
    """Yield each text marked for translation with the file that shows it."""
    yield from sheet_texts()
    for folder, methods, options in SOURCES:
        found = extract_from_dir(ROOT / folder, methods, options, keywords=KEYWORDS)
        for name, _line, message, _comments, _context in found:
            yield f"{folder}/{name}", message


def sheet_texts() -> Iterator[tuple[str, Id]]:
    """Yield the texts of the points sheets that come with the program; a member reads them among the tasks."""
    for path in sorted((ROOT / "quizapp" / "record" / "sheets").glob("*.yaml")):
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
        rules = sheet["rules"].values()
        for text in (sheet["title"], *(rule[field] for rule in rules for field in ("title", "how"))):
            yield str(path.relative_to(ROOT)), text


def translated() -> Catalog:
    """Return the catalogue as it lies in the repository, empty when there is none."""
    if not PO.exists():
        return English()
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def renewed() -> Catalog:
    """Return the catalogue of the texts in use, each with the translation that it had."""
    old, new = translated(), English()
    for _file, message in texts():
        new.add(message)
    for entry in entries(new):
        known = old.get(key(entry))
        if known and type(known.id) is type(entry.id):
            entry.string = known.string
    return new


def entries(catalogue: Catalog) -> list[Message]:
    """Return the catalogue's messages without its header."""
    return [entry for entry in catalogue if entry.id]


def key(entry: Message) -> str:
    """Return what a text is looked up by: itself, or its form for one."""
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def forms(entry: Message) -> tuple[str, ...]:
    """Return the translations of a text, one for each number it distinguishes."""
    return (entry.string or "",) if isinstance(entry.id, str) else tuple(entry.string)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the texts that lack a translation."""
    return [key(entry) for entry in entries(catalogue) if not all(forms(entry))]


def as_po(catalogue: Catalog) -> bytes:
    """Return the catalogue as people edit it, sorted by source text."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, sort_output=True, no_location=True, ignore_obsolete=True)
    return out.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return the catalogue as the program reads it; the header is always the same."""
    plain = English()
    for entry in entries(catalogue):
        plain.add(entry.id, entry.string)
    out = io.BytesIO()
    write_mo(out, plain)
    return out.getvalue()


def is_current(catalogue: Catalog) -> bool:
    """Say whether both files in the repository are what would be written now."""
    return all(
        path.exists() and path.read_bytes() == content
        for path, content in ((PO, as_po(catalogue)), (MO, as_mo(catalogue)))
    )


def main() -> int:
    """Write or check the catalogue, name what is not translated, and fail when something is missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing, fail when something is to be done"
    )
    checking = parser.parse_args().check
    catalogue = renewed()
    if not checking:
        FOLDER.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(as_po(catalogue))
        MO.write_bytes(as_mo(catalogue))
    missing = untranslated(catalogue)
    for text in missing:
        print(f"not translated: {text}")
    print(f"{len(entries(catalogue))} texts, {len(missing)} not translated")
    return 1 if missing or not is_current(catalogue) else 0


if __name__ == "__main__":
    sys.exit(main())
