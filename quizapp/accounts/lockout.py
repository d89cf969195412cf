"""How many failed sign-ins are too many. Pure.

A hall shares one address and a forgetful member must not lock the branch out, so the pair of account and
address is held tightly, the account alone loosely (an attacker with many addresses), the address alone
very loosely (one attacker trying many accounts). Whoever waits is not counted again: the wait ends with
the window.

| what is counted     | failures | within | who it stops                                |
|---------------------|----------|--------|---------------------------------------------|
| account and address | 5        | 1 min  | guessing at one account                     |
| account and address | 15       | 15 min | the same, patiently                         |
| account             | 30       | 15 min | guessing from many addresses, not from one  |
|                     |          |        | where the member signed in lately           |
| address             | 500      | 15 min | one password tried on many accounts         |
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `failures` under `key` within `seconds`."""

    key: str
    failures: int
    seconds: int
    spares_known_address: bool = False


def sign_in_limits(account: str, address: str) -> tuple[Limit, ...]:
    """Return the limits that a sign-in to `account` from `address` stands under."""
    pair = f"sign-in:{account}@{address}"
    return (
        Limit(f"{pair}:minute", 5, 60),
        Limit(f"{pair}:quarter", 15, 900),
        Limit(f"sign-in:{account}", 30, 900, spares_known_address=True),
        Limit(f"sign-in:@{address}", 500, 900),
    )


def password_limits(member_id: int) -> tuple[Limit, ...]:
    """Return the limits under which a signed-in member may mistake the current password."""
    return (Limit(f"password:{member_id}", 10, 900),)
