"""The bank, printed papers, analysis."""

from __future__ import annotations

from tests.support.matrix import Row

from .expected import BOTH, GET, ORGANISED, ORGANISERS, POST, STAGED

ROWS: list[Row] = [
    # the bank
    *(
        (f"bank.{name}", GET, ORGANISERS)
        for name in ("items", "banks", "imports", "duplicates", "template", "new")
    ),
    ("bank.create_bank", POST, ORGANISERS),
    ("bank.save_shown", POST, ORGANISERS),
    ("bank.import_file", BOTH, ORGANISERS),
    ("bank.import_preview", GET, STAGED, {"token": "items"}),
    ("bank.import_state", GET, STAGED, {"token": "items"}),
    ("bank.import_confirm", POST, STAGED, {"token": "items"}),
    ("bank.import_decide", POST, STAGED, {"token": "items"}),
    ("bank.import_mend", BOTH, STAGED, {"token": "items", "number": 1}),
    ("bank.import_discard", POST, STAGED, {"token": "items"}),
    ("bank.similar", POST, ORGANISERS),
    ("bank.decide_duplicates", POST, ORGANISED, {}, {"retire": "item"}),
    ("bank.import_undo", POST, ORGANISED, {"import_id": "import"}),
    ("bank.rename_bank", BOTH, ORGANISED, {"bank_id": "bank"}),
    ("bank.export", GET, ORGANISED, {"bank_id": "bank", "kind": "yaml"}),
    ("bank.create", POST, ORGANISED, {"bank": "bank"}),
    ("bank.show", GET, ORGANISED, {"item_id": "item"}),
    ("bank.edit", GET, ORGANISED, {"item_id": "item"}),
    ("bank.save", POST, ORGANISED, {"item_id": "item"}),
    ("bank.copy", POST, ORGANISED, {"item_id": "item"}, {"bank": "bank"}),
    ("bank.retire", POST, ORGANISED, {"item_id": "item"}),
    # papers to print
    ("printing.index", GET, ORGANISERS),
    ("printing.new", BOTH, ORGANISERS),
    ("printing.choose", POST, ORGANISERS, {}, {"item": "item"}),
    ("printing.choose", POST, ORGANISERS, {}, {"item": "item"}),
    *(
        (f"printing.{name}", GET, ORGANISED, {"paper_id": "paper"})
        for name in ("show", "sheet", "key", "sheet_docx", "key_docx")
    ),
    # how items and papers measure
    *((f"analysis.{name}", GET, ORGANISERS) for name in ("items", "items_xlsx")),
    ("analysis.save_rest", POST, ORGANISERS, {}, {"days": "90"}),
    ("analysis.item", GET, ORGANISED, {"item_id": "item"}),
    *(
        (f"analysis.{name}", GET, ORGANISED, {"contest_id": "contest"})
        for name in ("contest", "contest_xlsx")
    ),
    *((f"analysis.{name}", GET, ORGANISED, {"contest_id": "over"}) for name in ("live", "live_xlsx")),
    ("bank.draft", POST, ORGANISERS),
    ("bank.picture", POST, ORGANISED, {"bank_id": "bank"}),
    ("bank.bulk", POST, ORGANISERS),
    ("bank.bulk_list", GET, ORGANISERS),
    ("bank.bulk_undo", POST, ORGANISED, {"change_id": "bulk"}),
    ("bank.version", GET, ORGANISED, {"item_id": "item", "number": "1"}),
    ("bank.restore_version", POST, ORGANISED, {"item_id": "item", "number": "1"}),
    ("media.picture", GET, "n nnnn", {"name": "0" * 32}),  # no right of one's own: an address is signed
]
