"""Verbs that write the bank. A changed item is a new version; nothing that was answered changes."""

from .banks import create_bank, ensure_bank, rename_bank, set_shown
from .bulk import change_items, plan_change, undo_change
from .importing import (
    Exported,
    ImportReport,
    Trouble,
    export_items,
    import_items,
    report_of,
)
from .items import (
    Plan,
    Stored,
    add_item,
    add_version,
    copy_item,
    edit_item,
    plan_items,
    put_in_force,
    store_items,
    tell_if_waiting,
)
from .retiring import retire_item, retire_missing, retire_outdated

__all__ = [
    "Exported",
    "ImportReport",
    "Plan",
    "Stored",
    "Trouble",
    "add_item",
    "add_version",
    "change_items",
    "copy_item",
    "create_bank",
    "edit_item",
    "ensure_bank",
    "export_items",
    "import_items",
    "plan_change",
    "plan_items",
    "put_in_force",
    "rename_bank",
    "report_of",
    "retire_item",
    "retire_missing",
    "retire_outdated",
    "set_shown",
    "store_items",
    "tell_if_waiting",
    "undo_change",
]
