"""A points sheet with levels, a veto and blocks, as a branch has one."""

from __future__ import annotations

from typing import Any

LEVELS: dict[str, Any] = {
    "title": "党员积分管理办法",
    "base": "60",
    "floor": "0",
    "blocks": {"plus": {"cap": "30"}, "review": {"cap": "10"}, "minus": {}},
    "rules": {
        "plus": {"title": "加分", "block": "plus"},
        "review": {"title": "民主评议", "block": "review"},
        "minus": {"title": "扣分", "block": "minus"},
    },
    "levels": [
        {"name": "优秀", "from": "90", "ratio": "1/3"},
        {"name": "合格", "from": "80"},
        {"name": "基本合格", "from": "60"},
        {"name": "不合格", "from": "0"},
    ],
    "veto": {"points": "0", "level": "不合格"},
    "group": {"measure": "mean", "shrink": "5"},
}
