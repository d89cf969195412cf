"""Papers of questions as people type them: numbered stems, lettered options, keys beneath or at the end.

`read_lines` reads lines that a text file or a Word document gives; `writing` sets items out the same way.
"""

from __future__ import annotations

from .lines import Line
from .reading import read_lines

__all__ = ["Line", "read_lines"]
