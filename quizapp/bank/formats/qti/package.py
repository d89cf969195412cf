"""The files of a QTI package: items in the order of the manifest, and what the manifest says of each."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from ....core.i18n import N_
from ..archive import Archive
from ..source import FormatError
from ..xml_tree import Node, parse_xml

MANIFEST = "imsmanifest.xml"
_QUESTIONS = re.compile(rb"<(?:[\w-]+:)?(?:assessmentItem|qti-assessment-item|questestinterop)[\s>]")
DIFFICULTIES = ("very easy", "easy", "medium", "difficult", "very difficult")


@dataclass(frozen=True, slots=True)
class Source:
    """A file with items: its name in the package, its root, and what the manifest says of it."""

    name: str
    root: Node
    about: dict[str, object]


def sources_of(data: bytes) -> Iterator[Source]:
    """Yield the files of a package that hold items."""
    archive = Archive(data)
    manifest = next((name for name in sorted(archive.names, key=len) if name.endswith(MANIFEST)), None)
    about = _described(archive, manifest) if manifest else {}
    rest = sorted(name for name in archive.names if name.endswith((".xml", ".qti")) and name not in about)
    found = False
    for name in [*about, *rest]:
        content = archive.read(name)
        if content is None or name == manifest or not _QUESTIONS.search(content[:20_000]):
            continue
        found = True
        yield Source(name, parse_xml(content), about.get(name, {}))
    if not found:
        raise FormatError(N_("压缩包里没有 QTI 题目。"))


def _described(archive: Archive, manifest: str) -> dict[str, dict[str, object]]:
    root = parse_xml(archive.read(manifest) or b"")
    base = posixpath.dirname(manifest)
    about: dict[str, dict[str, object]] = {}
    for resource in root.within("resource"):
        href = resource.get("href") or next((file.get("href") for file in resource.every("file")), "")
        name = posixpath.normpath(posixpath.join(base, unquote(href)))
        if name in archive.names:
            about[name] = _metadata(resource)
    return about


def _metadata(resource: Node) -> dict[str, object]:
    """Return topic, tags and difficulty from a resource's LOM metadata."""
    about: dict[str, object] = {}
    metadata = resource.find("metadata")
    if metadata is None:
        return about
    tags = [node.text.strip() for node in metadata.within("keyword")]
    topics = [node.text.strip() for taxon in metadata.within("taxon") for node in taxon.every("entry")]
    words = [(node.find("value") or node).text.strip().casefold() for node in metadata.within("difficulty")]
    word = next((one for one in words if one in DIFFICULTIES), "")
    if any(tags):
        about["tags"] = [tag for tag in tags if tag]
    if topics:
        about["topic"] = topics[-1][:64]
    if word:
        about["difficulty"] = DIFFICULTIES.index(word) + 1
    return about
