"""
The trail's table: what was done to a patient's data, for a spreadsheet (EPU-05).
"""

import json
from collections.abc import Iterable

from dastern_core.audit import TrailLine, category_of, severity_of
from dastern_core.interchange.comma_separated import write_table

__all__ = ["trail_table"]

_COLUMNS = (
    "when",
    "who",
    "role",
    "what",
    "action",
    "category",
    "severity",
    "thing",
    "thing_id",
    "details",
    "entry",
)


def trail_table(lines: Iterable[TrailLine], *, for_excel: bool) -> str:
    """
    Write a trail as comma-separated values with a line of heads (RFC 4180).

    Args:
        lines: As ``dastern_core.audit.trail`` words them.
        for_excel: Whether to begin with the mark by which Excel knows UTF-8.

    Returns:
        When (ISO 8601, in the reader's zone), who and what in words, and between them what
        a table is sorted and searched by; the details as one JSON object; and the entry's
        identifier, of which a proof can be asked for.

    Source:
        Rule AUD-15.
    """
    return write_table(_COLUMNS, map(_row, lines), for_excel=for_excel)


def _row(line: TrailLine) -> tuple[str, ...]:
    entry = line.entry
    return (
        line.at.isoformat(),
        line.actor,
        entry.actor_role.value,
        line.text,
        entry.action.value,
        category_of(entry.action).value,
        severity_of(entry).value,
        entry.resource_type,
        entry.resource_id,
        json.dumps(dict(entry.details), ensure_ascii=False),
        str(line.entry_id),
    )
