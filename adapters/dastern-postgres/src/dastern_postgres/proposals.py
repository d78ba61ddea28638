"""
Stored proposals: changes that wait for a patient, and what became of them.
"""

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Table,
    Uuid,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import ConflictError, NotFoundError, PatientId
from dastern_core.prescriptions import Order, Proposal, ProposalId, ProposalStatus
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.engine import readable
from dastern_postgres.medication_lines import line_json, parse_line
from dastern_postgres.sealed_columns import PROPOSAL, Row, sealed_with
from dastern_postgres.sealer import Sealer
from dastern_postgres.whole_rows import change_row

__all__ = ["PostgresProposals", "proposals"]

proposals = Table(
    "proposals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("prescription_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("author_id", Uuid, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("follow_up_on", Date),
    Column("start", Date),
    Column("proposed_at", Instant, nullable=False),
    Column("status", member_of(ProposalStatus), nullable=False),
    Column("decided_at", Instant),
    *sealed_with(PROPOSAL),
    # Whose it is and who wrote it are the prescription's (RX-17).
    ForeignKeyConstraint(
        ["prescription_id", "patient_id", "author_id"],
        ["prescriptions.id", "prescriptions.patient_id", "prescriptions.author_id"],
    ),
    comment="Changes that wait for the patient, and what became of them (RX-21).",
)

# One change of a prescription waits at a time.
Index(
    "proposals_pending_key",
    proposals.c.prescription_id,
    unique=True,
    postgresql_where=proposals.c.status == ProposalStatus.PENDING,
)


class PostgresProposals:
    """
    The proposals, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, proposal: Proposal) -> None:
        """
        Store a new proposal.

        Raises:
            ConflictError: Its identifier is stored already, or its prescription has a
                pending one.
        """
        order = proposal.order
        values = {
            "id": proposal.id,
            "prescription_id": proposal.prescription_id,
            "patient_id": proposal.patient_id,
            "author_id": proposal.author_id,
            "base_version": proposal.base_version,
            "lines": [line_json(line) for line in order.medications],
            "diagnosis": order.diagnosis,
            "follow_up_on": order.follow_up_on,
            "start": order.start,
            "reason": proposal.reason,
            "proposed_at": proposal.proposed_at,
            "status": proposal.status,
            "decided_at": proposal.decided_at,
        }
        statement = insert(proposals).values(self._sealer.parted(PROPOSAL, values))
        added = self._connection.execute(
            statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        )
        if added.rowcount != 1:
            message = "the prescription has a proposal that waits already"
            raise ConflictError(message)

    def get(self, proposal_id: ProposalId) -> Proposal:
        """
        Load a proposal.

        Raises:
            NotFoundError: There is no such proposal.
        """
        found = self._load(select(proposals).where(proposals.c.id == proposal_id))
        if not found:
            message = "there is no such proposal"
            raise NotFoundError(message)
        return found[0]

    def pending(self, patient_id: PatientId) -> tuple[Proposal, ...]:
        """
        Load the proposals that wait for a patient, the newest first.
        """
        stored = proposals.c
        return self._load(
            select(proposals)
            .where(stored.patient_id == patient_id, stored.status == ProposalStatus.PENDING)
            .order_by(stored.proposed_at.desc(), stored.id.desc()),
            listed=True,
        )

    def change(self, proposal: Proposal, *, expected: ProposalStatus) -> None:
        """
        Store what became of a proposal: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now, or it is not stored.
        """
        stored = proposals.c
        change_row(
            self._connection,
            proposals,
            (stored.id == proposal.id) & (stored.status == expected),
            {"status": proposal.status, "decided_at": proposal.decided_at},
            message="the proposal was decided by now: load it again",
        )

    def _load(
        self, chosen: Select[*tuple[object, ...]], *, listed: bool = False
    ) -> tuple[Proposal, ...]:
        with readable("proposal"):
            found = self._connection.execute(chosen).mappings().all()
            return self._sealer.values(PROPOSAL, found, _proposal, listed=listed)


def _proposal(row: Row) -> Proposal:
    return Proposal(
        id=row["id"],
        prescription_id=row["prescription_id"],
        patient_id=row["patient_id"],
        base_version=row["base_version"],
        order=Order(
            medications=tuple(parse_line(line) for line in row["lines"]),
            diagnosis=row["diagnosis"],
            follow_up_on=row["follow_up_on"],
            start=row["start"],
        ),
        author_id=row["author_id"],
        reason=row["reason"],
        proposed_at=row["proposed_at"],
        status=row["status"],
        decided_at=row["decided_at"],
    )
