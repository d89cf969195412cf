"""Workbooks to take away."""

from __future__ import annotations

import io
from collections.abc import Sequence

from flask import send_file
from werkzeug.wrappers import Response

from ...core.workbook import Sheet, workbook
from ...infra.os_thread import call_in_pool

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(name: str, sheets: Sequence[Sheet]) -> Response:
    """Return lists as a workbook of that name."""
    content = io.BytesIO(call_in_pool(lambda: workbook(sheets)))
    return send_file(content, XLSX, as_attachment=True, download_name=f"{name}.xlsx")
