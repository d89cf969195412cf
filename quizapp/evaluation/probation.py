"""预备党员: what a branch's own thresholds would say of a total, as information and never as a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..accounts.kinds import MemberKind
from ..accounts.queries import branch_setting
from ..core.i18n import N_
from ..record.amounts import AmountError, parse_amount

SETTING = "probation"


def thresholds(branch_id: int) -> tuple[int, int] | None:
    """Return from where on it is on time and from where on delayed, in hundredths; None where the branch has set none."""
    kept = branch_setting(branch_id, SETTING)
    return (int(kept["on_time"]), int(kept["delayed"])) if isinstance(kept, Mapping) else None


def read_thresholds(on_time: str, delayed: str) -> dict[str, int] | None:
    """Return the setting that two written amounts make, None when both are empty; raises ValueError."""
    if not on_time.strip() and not delayed.strip():
        return None
    try:
        high, low = parse_amount(on_time.strip()), parse_amount(delayed.strip())
    except AmountError as error:
        raise ValueError(str(error)) from None
    if not 0 <= low <= high:
        raise ValueError(N_("按期的线应当不低于延期的线。"))
    return {"on_time": high, "delayed": low}


def outlook(branch_id: int, row: Mapping[str, Any]) -> str | None:
    """Return what the thresholds say of a probationary member's line, None for anybody else."""
    lines = thresholds(branch_id)
    if lines is None or row["kind"] != MemberKind.PROBATIONARY.value or row["exempt"]:
        return None
    high, low = lines
    if row["total"] >= high:
        return N_("达到按期转正的参考线")
    return N_("在延长预备期的参考线之间") if row["total"] >= low else N_("低于参考线")
