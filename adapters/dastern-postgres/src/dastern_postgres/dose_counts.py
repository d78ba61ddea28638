"""
Counts of doses by day: kept by the triggers of `doses`, in the transaction of every change.

A dose that was taken is counted as taken by whoever can see it as taken, and by nobody else.
"""

from datetime import date

from sqlalchemy import Column, Connection, Date, Index, Integer, Table, Uuid, select

from dastern_core.adherence import DayTally, Tally
from dastern_core.kernel import PatientId
from dastern_core.schedule import DoseStatus
from dastern_postgres.columns import metadata

__all__ = ["count_days", "dose_counts"]

dose_counts = Table(
    "dose_counts",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True, comment="on the wall clock"),
    Column("prescription_id", Uuid, primary_key=True),
    *(Column(one.value, Integer, nullable=False) for one in DoseStatus),
    comment="How many doses of a day stand where; written by the triggers of doses alone.",
)

# The sweep goes by it: an index of the due doses themselves would change with every mark.
Index(
    "dose_counts_due_idx",
    *(dose_counts.c[name] for name in ("day", "patient_id", "prescription_id")),
    postgresql_where=dose_counts.c.due > 0,
)


def count_days(
    connection: Connection, patient_id: PatientId, *, first: date, last: date
) -> tuple[DayTally, ...]:
    """
    Give a patient's counts of some days, by day, then by prescription.
    """
    found = connection.execute(
        select(dose_counts)
        .where(dose_counts.c.patient_id == patient_id)
        .where(dose_counts.c.day.between(first, last))
        .order_by(dose_counts.c.day, dose_counts.c.prescription_id)
    )
    return tuple(
        DayTally(
            patient_id=row.patient_id,
            prescription_id=row.prescription_id,
            day=row.day,
            tally=Tally(
                on_time=row.taken_on_time,
                late=row.taken_late,
                missed=row.missed,
                skipped=row.skipped,
                due=row.due,
            ),
        )
        for row in found
    )
