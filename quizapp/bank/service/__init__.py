"""Verbs that write the bank. A changed item is a new version; nothing that was answered changes."""

from .banks import create_bank, ensure_bank, rename_bank, set_shown
from .importing import (
    ImportReport,
    Staged,
    Trouble,
    confirm_import,
    export_items,
    import_items,
    report_of,
    stage_items,
    staged_items,
)
from .items import (
    Plan,
    Stored,
    add_item,
    add_version,
    copy_item,
    edit_item,
    plan_items,
    retire_item,
    retire_missing,
    retire_outdated,
    store_items,
)

__all__ = [
    "ImportReport",
    "Plan",
    "Staged",
    "Stored",
    "Trouble",
    "add_item",
    "add_version",
    "confirm_import",
    "copy_item",
    "create_bank",
    "edit_item",
    "ensure_bank",
    "export_items",
    "import_items",
    "plan_items",
    "rename_bank",
    "report_of",
    "retire_item",
    "retire_missing",
    "retire_outdated",
    "set_shown",
    "stage_items",
    "staged_items",
    "store_items",
]
