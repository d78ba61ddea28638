"""
Stored nudges: at most two a dose and relative.
"""

from uuid import UUID

from sqlalchemy import Column, Connection, Integer, Table, UniqueConstraint, Uuid, select

from dastern_core.kernel import AccountId, ConflictError, PatientId
from dastern_core.permissions import Nudge, NudgeAnswer, NudgeId
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.whole_rows import add_row, change_row, load_row, load_rows

__all__ = ["PostgresNudges", "nudges"]

nudges = Table(
    "nudges",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("caregiver_id", Uuid, nullable=False),
    Column("dose_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("answer", member_of(NudgeAnswer)),
    Column("answered_at", Instant),
    UniqueConstraint("dose_id", "caregiver_id", "number"),
    comment="At most two a dose and relative (CON-34).",
)


class PostgresNudges:
    """
    The nudges, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, sent: Nudge) -> None:
        """
        Store a new nudge.

        Raises:
            ConflictError: This relative's nudge of this number about this dose is stored.
        """
        add_row(self._connection, nudges, sent, taken=_taken)

    def get(self, nudge_id: NudgeId) -> Nudge:
        """
        Load a nudge.

        Raises:
            NotFoundError: There is no such nudge.
        """
        return load_row(self._connection, nudges, Nudge, nudges.c.id == nudge_id)

    def about(self, dose_id: UUID, caregiver_id: AccountId) -> tuple[Nudge, ...]:
        """
        Load what one relative asked about one dose, in order.
        """
        own = (nudges.c.dose_id == dose_id) & (nudges.c.caregiver_id == caregiver_id)
        found = select(nudges).where(own).order_by(nudges.c.number)
        return load_rows(self._connection, found, Nudge)

    def unanswered(self, patient_id: PatientId, *, limit: int) -> tuple[Nudge, ...]:
        """
        Load what a patient was asked and has not answered, the newest first.
        """
        found = (
            select(nudges)
            .where(nudges.c.patient_id == patient_id, nudges.c.answer.is_(None))
            .order_by(nudges.c.sent_at.desc(), nudges.c.id.desc())
            .limit(limit)
        )
        return load_rows(self._connection, found, Nudge)

    def answer(self, answered: Nudge) -> None:
        """
        Store an answer, where there was none: compare-and-set (CON-36).

        Raises:
            ConflictError: It is answered already, or not stored.
        """
        change_row(
            self._connection,
            nudges,
            (nudges.c.id == answered.id) & nudges.c.answer.is_(None),
            {"answer": answered.answer, "answered_at": answered.answered_at},
            message="the nudge is answered by now: load it again",
        )


def _taken() -> ConflictError:
    return ConflictError("this nudge is stored already")
