"""Which kinds of material there are, and which files each is made of. Pure."""

from __future__ import annotations

from enum import StrEnum

from ..core.i18n import N_
from ..files.kinds import Kind


class MaterialKind(StrEnum):
    """What is read or watched."""

    ARTICLE = "article"  # Markdown, written here
    PDF = "pdf"
    SLIDES = "slides"  # a .pptx to save with its text to read here, or a PDF of it
    VIDEO = "video"
    LINK = "link"  # to a page elsewhere


NAMES = {
    MaterialKind.ARTICLE: N_("文章"),
    MaterialKind.PDF: "PDF",
    MaterialKind.SLIDES: N_("课件"),
    MaterialKind.VIDEO: N_("视频"),
    MaterialKind.LINK: N_("链接"),
}

#: What each kind is made of, beside its words.
FILES: dict[MaterialKind, tuple[Kind, ...]] = {
    MaterialKind.PDF: (Kind.PDF,),
    MaterialKind.SLIDES: (Kind.SLIDES, Kind.PDF),
    MaterialKind.VIDEO: (Kind.VIDEO,),
}

#: Which kinds say by hand how long they take; a film does where its file does not.
TIMED_BY_HAND = (MaterialKind.ARTICLE, MaterialKind.LINK, MaterialKind.VIDEO)


def kind_of(text: str) -> MaterialKind:
    """Return the kind of that name, an article for anything else."""
    return MaterialKind(text) if text in set(MaterialKind) else MaterialKind.ARTICLE
