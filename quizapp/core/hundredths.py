"""Amounts kept in hundredths, as people read them: without needless zeros, with a real minus."""

from __future__ import annotations


def shown(hundredths: int) -> str:
    """Show an amount: 850 → 8.5."""
    whole, part = divmod(abs(hundredths), 100)
    return ("−" if hundredths < 0 else "") + str(whole) + (f".{part:02d}".rstrip("0") if part else "")


def signed(hundredths: int) -> str:
    """Show an amount with its sign: +2, −0.5."""
    return ("+" if hundredths > 0 else "") + shown(hundredths)
