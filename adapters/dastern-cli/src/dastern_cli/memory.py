"""
Memory: the most that this process held while a block ran.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import attrs

__all__ = ["Peak", "peak_megabytes"]

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"  # proc(5): resets the peak resident set size
_BYTES = 1_000_000


@attrs.define
class Peak:
    """
    What was measured: megabytes, 0 until the block has ended.
    """

    megabytes: float = 0.0


@contextmanager
def peak_megabytes() -> Iterator[Peak]:
    """
    Measure a block's peak memory, resident, engines and all.

    Linux measures the block; elsewhere, or where the kernel does not let the peak be
    reset, it is that of the process so far.
    """
    with suppress(OSError):
        _RESET.write_text(_RESET_PEAK)
    peak = Peak()
    try:
        yield peak
    finally:
        peak.megabytes = _most() / _BYTES


def _most() -> float:
    if _STATUS.exists():
        kibibytes = _STATUS.read_text().partition("VmHWM:")[2].split()[0]
        return int(kibibytes) * 1024
    import resource  # noqa: PLC0415 - Windows has no such module, nor this branch's figure

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024
