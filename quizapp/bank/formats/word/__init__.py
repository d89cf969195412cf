"""Word documents (.docx): read into lines for the reader of papers, and written as a paper with its key sheet."""

from __future__ import annotations

from .reading import read_docx
from .writing import write_docx

__all__ = ["read_docx", "write_docx"]
