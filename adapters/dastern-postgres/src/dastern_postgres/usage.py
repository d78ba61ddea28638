"""
Usage counted in the database, and held by a lock of the transaction.
"""

from sqlalchemy import Connection, func, select

from dastern_core.kernel import PatientId
from dastern_core.subscriptions import Stored
from dastern_postgres.audit_log import audit_entries
from dastern_postgres.documents import documents
from dastern_postgres.doses import doses
from dastern_postgres.prescriptions import prescriptions

__all__ = ["PostgresUsage"]

_COUNTED = (prescriptions, doses, audit_entries)


class PostgresUsage:
    """
    The usage, as one transaction sees it.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, patient_id: PatientId) -> None:
        """
        Wait until nobody else holds this patient's usage, and hold it.
        """
        key = func.hashtextextended(str(patient_id), 0)
        self._connection.execute(select(func.pg_advisory_xact_lock(key)))

    def of_patient(self, patient_id: PatientId) -> Stored:
        """
        Count what is stored about a patient.
        """
        counts = [
            select(func.count())
            .select_from(table)
            .where(table.c.patient_id == patient_id)
            .scalar_subquery()
            for table in _COUNTED
        ]
        files = (
            select(func.coalesce(func.sum(documents.c.size_bytes), 0))
            .where(documents.c.patient_id == patient_id)
            .scalar_subquery()
        )
        kept, planned, entries, size = self._connection.execute(
            select(counts[0], counts[1], counts[2], files)
        ).one()
        return Stored(prescriptions=kept, doses=planned, entries=entries, file_bytes=int(size))
