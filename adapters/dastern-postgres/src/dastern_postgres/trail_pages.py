"""
A trail's page in SQL: the entries about one patient that are asked for, newest first.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, select

from dastern_core.audit import EntryFilter
from dastern_core.kernel import EntryId, NotFoundError, PatientId
from dastern_postgres.engine import readable

__all__ = ["trail_rows"]


def trail_rows(
    connection: Connection,
    entries: Table,
    patient_id: PatientId,
    *,
    limit: int,
    wanted: EntryFilter,
    before: EntryId | None,
) -> Sequence[RowMapping]:
    """
    Give the rows of a page, those that came last first.

    Args:
        connection: In a transaction.
        entries: The table.
        patient_id: About whom.
        limit: At most so many.
        wanted: What they must be.
        before: The entry with which the page before ended; None for the newest.

    Raises:
        NotFoundError: No entry about the patient has the identifier ``before``.
        UnreadableRowError: An entry is of a kind that this release does not know.
    """
    stored = entries.c
    chosen = [stored.patient_id == patient_id, *_conditions(entries, wanted)]
    if before is not None:
        last = select(stored.arrival).where(stored.patient_id == patient_id, stored.id == before)
        arrival = connection.scalar(last)
        if arrival is None:
            message = "no entry about the patient has this identifier: begin with the newest"
            raise NotFoundError(message)
        chosen.append(stored.arrival < arrival)
    page = select(entries).where(*chosen).order_by(stored.arrival.desc()).limit(limit)
    with readable("audit entry"):
        return connection.execute(page).mappings().all()


def _conditions(entries: Table, wanted: EntryFilter) -> list[ColumnElement[bool]]:
    stored = entries.c
    given = (
        (stored.action, wanted.action),
        (stored.actor_id, wanted.actor_id),
        (stored.actor_role, wanted.actor_role),
        (stored.resource_type, wanted.resource_type),
    )
    chosen = [column == value for column, value in given if value is not None]
    if wanted.since is not None:
        chosen.append(stored.at >= wanted.since)
    if wanted.until is not None:
        chosen.append(stored.at < wanted.until)
    return chosen
