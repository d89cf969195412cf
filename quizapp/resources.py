"""Where templates, static files and the shipped question bank lie: the checkout or the wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_WHEEL = _PACKAGE / "_data"
ROOT = _WHEEL if _WHEEL.is_dir() else _PACKAGE.parent

TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
QUESTION_BANK = ROOT / "question_bank"
MIGRATIONS = _PACKAGE / "migrations"
TRANSLATIONS = _PACKAGE / "translations"
