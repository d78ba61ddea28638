"""
Freed memory: given back to the system, where the C library would keep it.

The engines ask for hundreds of megabytes and free them a second later. glibc keeps what
lies between smaller pieces, in each thread's own heap, so a warm process grew to twice
what it needs.
"""

import ctypes
from collections.abc import Callable
from functools import cache

__all__ = ["give_back"]


def give_back() -> None:
    """
    Give freed memory back; nothing happens where the C library has no way to.
    """
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    try:
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim  # glibc's
    except (AttributeError, OSError, TypeError):  # another C library, macOS, Windows
        return lambda _: None
    return trim
