"""
The trail's table: what was done to a patient's data, for a spreadsheet (EPU-05).
"""

from collections.abc import Iterable

from dastern_core.audit import TrailLine
from dastern_core.interchange.comma_separated import write_table

__all__ = ["trail_table"]

_COLUMNS = ("when", "what", "entry")


def trail_table(lines: Iterable[TrailLine], *, for_excel: bool) -> str:
    """
    Write a trail as comma-separated values with a line of heads (RFC 4180).

    Args:
        lines: As ``dastern_core.audit.trail`` words them.
        for_excel: Whether to begin with the mark by which Excel knows UTF-8.

    Returns:
        When (ISO 8601, in the reader's zone), what, and the entry's identifier, of which a
        proof can be asked for.
    """
    rows = [(line.at.isoformat(), line.text, str(line.entry_id)) for line in lines]
    return write_table(_COLUMNS, rows, for_excel=for_excel)
