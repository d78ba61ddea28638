"""
Occurrences: one moment of a schedule, and what had to be assumed to find it.
"""

from enum import Enum

__all__ = ["DoseFlag"]


class DoseFlag(Enum):
    """
    Something about a dose that the person who takes it, or checks it, should see.

    ``GAP``: the clock skips the printed time that day; moved forward by the gap.
    ``FOLD``: the clock shows the printed time twice that day; the first is meant.
    ``ASSUMED``: the prescription leaves the time or the lead open; a convention filled it.
    ``RANGE``: the prescription gives a range of amounts, times or intervals.
    ``OPTIONAL``: beyond the definite part of a range of bounds or counts.
    ``INTERVAL``: closer to its neighbour than the schedule's own spacing.
    ``DOUBLE``: another dose of the same medicine stands at the same instant.
    ``UNMODELLED``: instructions in words constrain the dose and were not interpreted.
    """

    GAP = "gap"
    FOLD = "fold"
    ASSUMED = "assumed"
    RANGE = "range"
    OPTIONAL = "optional"
    INTERVAL = "interval"
    DOUBLE = "double"
    UNMODELLED = "unmodelled"
