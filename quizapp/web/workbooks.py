"""Lists to take away, as the answer to a request."""

from __future__ import annotations

import io
from collections.abc import Sequence

from flask import send_file
from werkzeug.wrappers import Response

from ..core.workbook import MIMETYPE, Sheet, workbook
from ..infra.os_thread import call_in_pool


def send_workbook(sheets: Sequence[Sheet], filename: str) -> Response:
    """Return lists as a workbook to save, written without stopping others."""
    content = io.BytesIO(call_in_pool(lambda: workbook(sheets)))
    return send_file(content, MIMETYPE, as_attachment=True, download_name=filename)
