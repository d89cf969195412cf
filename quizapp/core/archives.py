"""What every reader of zip archives has to know. Pure."""

from __future__ import annotations

import zipfile
import zlib

#: What `zipfile` raises where an archive is broken or cut short, encrypted (RuntimeError), packed in a way that it does
#: not know (NotImplementedError), or without the part that is asked for (KeyError).
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    RuntimeError,
    OSError,
    EOFError,
    NotImplementedError,
)
