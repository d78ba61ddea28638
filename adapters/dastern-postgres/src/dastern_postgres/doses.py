"""
Stored doses: what was planned, and what became of it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    CursorResult,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    delete,
    select,
    text,
    update,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import ARRAY, insert

from dastern_core.adherence import DayTally
from dastern_core.kernel import (
    ConflictError,
    Fault,
    InvalidInputError,
    MedicationId,
    NotFoundError,
    PatientId,
    Period,
    Quantity,
)
from dastern_core.ports.doses import LARGEST_LOAD
from dastern_core.schedule import (
    Dose,
    DoseFlag,
    DoseId,
    DoseStatus,
    SkipReason,
    Slot,
)
from dastern_postgres.columns import ExactFraction, Instant, member_of, metadata, quantity
from dastern_postgres.dose_counts import count_days
from dastern_postgres.engine import declared, readable
from dastern_postgres.prescriptions import prescriptions
from dastern_postgres.sealed_columns import DOSE, Row, sealed_with
from dastern_postgres.sealer import Sealer

if TYPE_CHECKING:
    import psycopg

__all__ = ["PostgresDoses", "doses"]

doses = Table(
    "doses",
    metadata,
    Column("id", Uuid, primary_key=True, comment="of the slot key"),
    Column("slot_key", Text, nullable=False),
    Column("prescription_id", Uuid, nullable=False),
    Column("medication_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("due_at", Instant, primary_key=True),
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
    Column("was_offline", Boolean, nullable=False),
    Column("flags", ARRAY(Text), nullable=False),
    *sealed_with(DOSE),
    Index(None, "patient_id", "due_at", "slot_key"),
    Index(None, "prescription_id"),
    # Both together, so that nobody finds out by a foreign key what another's plan holds.
    ForeignKeyConstraint(
        ["prescription_id", "patient_id"], [prescriptions.c.id, prescriptions.c.patient_id]
    ),
    CheckConstraint(
        "local - due_at AT TIME ZONE 'UTC' BETWEEN interval '-12 hours' AND interval '14 hours'",
        name="doses_local_check",
    ),
    comment="One row a planned intake (DOSE-34), partitioned by the month it is due in.",
    postgresql_partition_by="RANGE (due_at)",
)

_ONE_ORDER = (doses.c.prescription_id, doses.c.id)
_HOLD = text("SELECT pg_advisory_xact_lock(:number)")
# Row security knows no COPY: rows come into a table of this transaction's own, and from
# there as any other insert does.
_LOADED = (
    "CREATE TEMPORARY TABLE loaded_doses (LIKE doses, place bigserial, hold bigint NOT NULL)"
    " ON COMMIT DROP"
)
_COPY = "COPY pg_temp.loaded_doses ({columns}, hold) FROM STDIN"
_HELD = text(
    "SELECT count(pg_advisory_xact_lock(hold))"
    " FROM (SELECT DISTINCT hold FROM pg_temp.loaded_doses ORDER BY hold) AS one"
)
_MERGE = """
INSERT INTO doses ({columns})
SELECT {columns} FROM (
    SELECT DISTINCT ON (id) * FROM pg_temp.loaded_doses ORDER BY id, place DESC
) AS fresh
WHERE NOT EXISTS (SELECT FROM doses AS known WHERE known.id = fresh.id)
ON CONFLICT DO NOTHING
"""
_OUTCOME = ("status", "acted_at", "recorded_at", "skip_reason", "sealed", "was_offline")


class PostgresDoses:
    """
    The doses, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def plan(self, planned: Sequence[Dose], /) -> int:
        """
        Store the doses that are not stored yet, and tell how many were new.
        """
        if not planned:
            return 0
        # A dose may have moved into another month since: no key of one partition knows that,
        # so whoever plans a prescription's doses holds its name, and looks for them first.
        for number in sorted({_lock_of(dose) for dose in planned}):
            self._connection.execute(_HOLD, {"number": number})
        wanted = {dose.id: dose for dose in planned}
        # One array, for a statement takes 65,535 parameters at the most.
        asked = bindparam("asked", list(wanted), ARRAY(Uuid))
        stored = select(doses.c.id).where(doses.c.id == any_(asked))
        for known in self._connection.execute(stored).scalars():
            del wanted[known]
        if not wanted:
            return 0
        statement = insert(doses).on_conflict_do_nothing().returning(doses.c.id)
        rows = [self._values(dose) for dose in wanted.values()]
        return len(self._connection.execute(statement, rows).all())

    def load(self, loaded: Iterable[Dose], /) -> int:
        """
        Store many doses by COPY, and tell how many were new.

        The login needs the right to make temporary tables, which everybody has by default.

        Raises:
            InvalidInputError: They belong to too many prescriptions; nothing is stored.
        """
        loaded = tuple(loaded)
        # No key can be looked up while rows stream in: those of notes are, by now.
        for dose in {one.patient_id: one for one in loaded if one.skip_note is not None}.values():
            self._values(dose)
        columns, dialect = list(doses.c), self._connection.dialect
        spell = [one.type.dialect_impl(dialect).bind_processor(dialect) for one in columns]
        held: set[int] = set()
        self._connection.exec_driver_sql(_LOADED)
        names = ", ".join(one.name for one in columns)
        driver = cast("psycopg.Connection", self._connection.connection.driver_connection)
        with (
            declared(),
            driver.cursor() as cursor,
            cursor.copy(_COPY.format(columns=names)) as copy,
        ):
            for dose in loaded:
                held.add(_lock_of(dose))
                if len(held) > LARGEST_LOAD:
                    problem = "belong to too many prescriptions"
                    remedy = "Load them in several parts."
                    raise InvalidInputError(Fault(field="doses", problem=problem, remedy=remedy))
                values = {DOSE.plain: None} | self._values(dose)
                row = [values[one.name] for one in columns]
                copy.write_row(
                    [
                        *(say(one) if say else one for say, one in zip(spell, row, strict=True)),
                        _lock_of(dose),
                    ]
                )
        # As `plan` does: whoever plans a prescription's doses holds its name.
        self._connection.execute(_HELD)
        added = self._connection.execute(text(_MERGE.format(columns=names)))
        self._connection.exec_driver_sql("DROP TABLE pg_temp.loaded_doses")
        return added.rowcount

    def get(self, dose_id: DoseId) -> Dose:
        """
        Load one dose.

        Raises:
            NotFoundError: There is no such dose.
        """
        found = self._read(self._connection.execute(select(doses).where(doses.c.id == dose_id)))
        if not found:
            message = "there is no such dose"
            raise NotFoundError(message)
        return found[0]

    def hold(self, dose_ids: Collection[DoseId], /) -> tuple[Dose, ...]:
        """
        Load some doses, and hold their rows, in the order in which their days are counted.
        """
        wanted = set(dose_ids)
        found = self._connection.execute(
            select(doses)
            .where(doses.c.id.in_(wanted))
            .order_by(doses.c.patient_id, cast_to(doses.c.local, Date), *_ONE_ORDER)
            .with_for_update()
        )
        held = self._read(found)
        if len(held) != len(wanted):
            message = "there is no such dose"
            raise NotFoundError(message)
        return held

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
        return self._read(found, listed=True)

    def tallies(self, patient_id: PatientId, *, first: date, last: date) -> tuple[DayTally, ...]:
        """
        Count a patient's doses by the day they were planned on, then by prescription.
        """
        return count_days(self._connection, patient_id, first=first, last=last)

    def change_status(self, dose: Dose, *, expected: DoseStatus) -> None:
        """
        Store what became of a dose: compare-and-set (DST-13).

        Raises:
            ConflictError: Its stored status is another by now.
            NotFoundError: There is no such dose.
        """
        values = self._values(dose)
        outcome = {name: value for name, value in values.items() if name in _OUTCOME}
        changed = self._connection.execute(
            update(doses)
            .where(doses.c.id == dose.id)
            .where(doses.c.status == expected)
            .values({**outcome, DOSE.plain: None})
        )
        if changed.rowcount != 1:
            stored = self.get(dose.id)
            message = f"the dose is {stored.status.value} by now: load it again"
            raise ConflictError(message)

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

    def _values(self, dose: Dose) -> dict[str, object]:
        return self._sealer.parted(DOSE, _values(dose))

    def _read(
        self, found: CursorResult[*tuple[object, ...]], *, listed: bool = False
    ) -> tuple[Dose, ...]:
        with readable("dose"):
            return self._sealer.values(DOSE, found.mappings().all(), _dose, listed=listed)


def _lock_of(dose: Dose) -> int:
    # 63 bits of a random identifier; the migrations' own number is a small one.
    return dose.prescription_id.int >> 65


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


def _dose(row: Row) -> Dose:
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
