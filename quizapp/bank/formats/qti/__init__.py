"""QTI: items of versions 1.2 (read only), 2.1, 2.2 and 3.0, alone or in a package with its manifest."""

from __future__ import annotations

from .reading import read_qti
from .writing import V21, V22, V30, write_qti

__all__ = ["V21", "V22", "V30", "read_qti", "write_qti"]
