"""
Stored doses: what was planned, and what became of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    CursorResult,
    DateTime,
    ForeignKeyConstraint,
    Index,
    RowMapping,
    SmallInteger,
    Table,
    Text,
    Uuid,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from dastern_core.kernel import (
    ConflictError,
    MedicationId,
    NotFoundError,
    PatientId,
    Period,
    Quantity,
)
from dastern_core.prescriptions import PrescriptionStatus
from dastern_core.schedule import (
    GRACE_MINUTES,
    Dose,
    DoseFlag,
    DoseId,
    DoseStatus,
    SkipReason,
    Slot,
)
from dastern_postgres.columns import ExactFraction, Instant, member_of, metadata, quantity
from dastern_postgres.engine import readable
from dastern_postgres.prescriptions import prescription_versions, prescriptions

__all__ = ["PostgresDoses", "doses"]

doses = Table(
    "doses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slot_key", Text, nullable=False, unique=True),
    Column("prescription_id", Uuid, nullable=False),
    Column("medication_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("local", DateTime(timezone=False), nullable=False, comment="the wall clock"),
    Column("slot", member_of(Slot)),
    Column("quantity", ExactFraction, nullable=False),
    Column("quantity_unit", Text, nullable=False),
    Column("quantity_max", ExactFraction),
    Column("quantity_max_unit", Text),
    Column("status", member_of(DoseStatus), nullable=False),
    Column("grace_minutes", SmallInteger, nullable=False),
    Column("acted_at", Instant),
    Column("recorded_at", Instant),
    Column("skip_reason", member_of(SkipReason)),
    Column("skip_note", Text),
    Column("was_offline", Boolean, nullable=False),
    Column("flags", ARRAY(Text), nullable=False),
    Index(None, "patient_id", "due_at", "slot_key"),
    Index(None, "prescription_id"),
    # Both together, so that nobody finds out by a foreign key what another's plan holds.
    ForeignKeyConstraint(
        ["prescription_id", "patient_id"], [prescriptions.c.id, prescriptions.c.patient_id]
    ),
    comment="One row a planned intake (DOSE-34).",
)

# The sweep reads the oldest due doses first; few doses are due at any time.
Index(
    "doses_due_idx",
    doses.c.due_at,
    doses.c.slot_key,
    postgresql_where=doses.c.status == DoseStatus.DUE,
)

_SHORTEST_GRACE = timedelta(minutes=min(GRACE_MINUTES))
_OUTCOME = ("status", "acted_at", "recorded_at", "skip_reason", "skip_note", "was_offline")


class PostgresDoses:
    """
    The doses, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, planned: Sequence[Dose], /) -> int:
        """
        Store the doses that are not stored yet, and tell how many were new.
        """
        if not planned:
            return 0
        statement = insert(doses).on_conflict_do_nothing().returning(doses.c.id)
        rows = [_values(dose) for dose in planned]
        return len(self._connection.execute(statement, rows).all())

    def get(self, dose_id: DoseId) -> Dose:
        """
        Load one dose.

        Raises:
            NotFoundError: There is no such dose.
        """
        found = _read(self._connection.execute(select(doses).where(doses.c.id == dose_id)))
        if not found:
            message = "there is no such dose"
            raise NotFoundError(message)
        return found[0]

    def of_patient(self, patient_id: PatientId, period: Period) -> tuple[Dose, ...]:
        """
        Load the doses that are due in a period, by time, then by slot key.
        """
        found = self._connection.execute(
            select(doses)
            .where(doses.c.patient_id == patient_id)
            .where(doses.c.due_at >= period.start, doses.c.due_at < period.end)
            .order_by(doses.c.due_at, doses.c.slot_key)
        )
        return _read(found)

    def change_status(self, dose: Dose, *, expected: DoseStatus) -> None:
        """
        Store what became of a dose: compare-and-set (DST-13).

        Raises:
            ConflictError: Its stored status is another by now.
            NotFoundError: There is no such dose.
        """
        outcome = {name: value for name, value in _values(dose).items() if name in _OUTCOME}
        changed = self._connection.execute(
            update(doses)
            .where(doses.c.id == dose.id)
            .where(doses.c.status == expected)
            .values(outcome)
        )
        if changed.rowcount != 1:
            stored = self.get(dose.id)
            message = f"the dose is {stored.status.value} by now: load it again"
            raise ConflictError(message)

    def overdue(self, *, now: datetime, limit: int) -> tuple[Dose, ...]:
        """
        Load doses of active prescriptions that are still DUE after their grace.

        They stay locked until the transaction ends, and doses that another transaction
        holds are passed over: two sweeps share the work and no dose is told twice.
        """
        grace = func.make_interval(0, 0, 0, 0, 0, doses.c.grace_minutes)
        found = self._connection.execute(
            select(doses)
            .join(prescriptions, prescriptions.c.id == doses.c.prescription_id)
            .join(
                prescription_versions,
                (prescription_versions.c.prescription_id == prescriptions.c.id)
                & (prescription_versions.c.version == prescriptions.c.version),
            )
            .where(doses.c.status == DoseStatus.DUE)
            .where(doses.c.due_at < now - _SHORTEST_GRACE)
            .where(doses.c.due_at + grace < now)
            .where(prescription_versions.c.status == PrescriptionStatus.ACTIVE)
            .order_by(doses.c.due_at, doses.c.slot_key)
            .limit(limit)
            .with_for_update(of=doses, skip_locked=True)
        )
        return _read(found)

    def drop_due(
        self, patient_id: PatientId, *, medication_ids: Sequence[MedicationId], since: datetime
    ) -> int:
        """
        Remove the DUE doses of some medications from an instant on (DOSE-32).
        """
        return self._connection.execute(
            delete(doses)
            .where(doses.c.patient_id == patient_id)
            .where(doses.c.medication_id.in_(medication_ids))
            .where(doses.c.status == DoseStatus.DUE)
            .where(doses.c.due_at >= since)
        ).rowcount


def _values(dose: Dose) -> dict[str, object]:
    most = dose.quantity_max
    return {
        "id": dose.id,
        "slot_key": dose.slot_key,
        "prescription_id": dose.prescription_id,
        "medication_id": dose.medication_id,
        "patient_id": dose.patient_id,
        "due_at": dose.due_at,
        "local": dose.local,
        "slot": dose.slot,
        "quantity": dose.quantity.value,
        "quantity_unit": dose.quantity.unit,
        "quantity_max": None if most is None else most.value,
        "quantity_max_unit": None if most is None else most.unit,
        "status": dose.status,
        "grace_minutes": dose.grace_minutes,
        "acted_at": dose.acted_at,
        "recorded_at": dose.recorded_at,
        "skip_reason": dose.skip_reason,
        "skip_note": dose.skip_note,
        "was_offline": dose.was_offline,
        "flags": [flag.value for flag in dose.flags],
    }


def _read(found: CursorResult[*tuple[object, ...]]) -> tuple[Dose, ...]:
    with readable("dose"):
        return tuple(_dose(row) for row in found.mappings())


def _dose(row: RowMapping) -> Dose:
    return Dose(
        slot_key=row["slot_key"],
        id=row["id"],
        prescription_id=row["prescription_id"],
        medication_id=row["medication_id"],
        patient_id=row["patient_id"],
        due_at=row["due_at"],
        local=row["local"],
        slot=row["slot"],
        quantity=Quantity(value=row["quantity"], unit=row["quantity_unit"]),
        quantity_max=quantity(row["quantity_max"], row["quantity_max_unit"]),
        status=row["status"],
        grace_minutes=row["grace_minutes"],
        acted_at=row["acted_at"],
        recorded_at=row["recorded_at"],
        skip_reason=row["skip_reason"],
        skip_note=row["skip_note"],
        was_offline=row["was_offline"],
        flags=tuple(DoseFlag(flag) for flag in row["flags"]),
    )
