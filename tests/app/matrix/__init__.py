"""Who reaches what, a file a part of the program; tests/app/test_permission_matrix.py walks it."""

from __future__ import annotations

from tests.support.matrix import Row

from . import activities, bank, contests, live, people, record, start, study

#: endpoint, methods, expected, values of the address by kind in `BranchWorld` (or literal), fields of the body
TABLE: list[Row] = [
    row for part in (start, people, bank, study, activities, contests, record, live) for row in part.ROWS
]
