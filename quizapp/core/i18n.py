"""Marking texts for the catalogue where they are written, to be translated where they are shown."""


def N_(text: str) -> str:  # noqa: N802 - the customary name of a gettext marker
    """Return `text` unchanged; the catalogue's extraction finds it here."""
    return text
