"""
Blocks: a population piece by piece, each small enough for a processor's cache.

Arrays of ten million events do not fit there, and then an event costs nearly three times
as much as in a thousand. No patient is ever split.
"""

from collections.abc import Iterator

import numpy as np

from dastern_core.adherence.batch.supply import SupplyArrays
from dastern_core.adherence.batch.windows import WindowArrays

__all__ = ["blocks"]

_EVENTS = 65_536  # half a megabyte an array


def blocks(
    supply: SupplyArrays, windows: WindowArrays
) -> Iterator[tuple[int, SupplyArrays, WindowArrays]]:
    """
    Cut a population into blocks of whole patients.

    Args:
        supply: The events.
        windows: Each patient's windows.

    Yields:
        The number of a block's first patient, its events and its windows, the patients
        numbered anew from 0; every patient is in one block, also those without events.
    """
    cuts = np.unique(np.append(supply.patient[_EVENTS::_EVENTS], [0, supply.patients]))
    for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        yield first, supply.of_patients(first, last), windows.of_patients(first, last)
