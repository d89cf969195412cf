"""A disk with so many milliseconds added to each fsync, for the servers of a scenario."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parent / "native" / "slow_fsync.c"


def environment(folder: Path, milliseconds: float) -> dict[str, str] | None:
    """Build the shim into `folder` and return the variables that preload it; None, said aloud, where it cannot be."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compiler is None:
        print("  not measured with a slower disk: that needs Linux and a C compiler", file=sys.stderr)
        return None
    built = folder / "slow_fsync.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(built), str(SOURCE), "-ldl"], check=True)
    return {"LD_PRELOAD": str(built), "SLOW_FSYNC_US": str(int(milliseconds * 1000))}
