"""The memory of this process: how much is resident, and giving back what training left behind."""

from __future__ import annotations

import ctypes
import gc
import resource
import sys
from pathlib import Path

_PAGES = Path("/proc/self/statm")


def resident() -> float:
    """Resident memory now, in MB; its greatest so far where the system does not tell."""
    if _PAGES.exists():
        return round(int(_PAGES.read_text().split()[1]) * resource.getpagesize() / 1e6, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, 1)


def give_back() -> None:
    """After training. The C library keeps freed memory for itself, more than 100 MB of it, unless it is told not to."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
        if trim is not None:
            trim(0)
