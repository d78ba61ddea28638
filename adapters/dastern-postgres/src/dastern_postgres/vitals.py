"""
Stored vital signs: readings, alerts, and each patient's own bounds.
"""

from datetime import datetime

import attrs
from sqlalchemy import (
    Column,
    Connection,
    Index,
    RowMapping,
    Select,
    SmallInteger,
    Table,
    Text,
    Uuid,
    delete,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import ConflictError, NotFoundError, PatientId
from dastern_core.vitals import (
    AlertStatus,
    Component,
    PersonalBounds,
    Reading,
    ReadingId,
    Severity,
    VitalAlert,
    VitalAlertId,
    VitalSign,
)
from dastern_postgres.columns import ExactFraction, Instant, member_of, metadata
from dastern_postgres.engine import readable
from dastern_postgres.sealed_columns import READING, sealed_with
from dastern_postgres.sealer import Sealer
from dastern_postgres.whole_rows import add_values, change_row, load_rows

__all__ = ["PostgresVitals", "vital_alerts", "vital_bounds", "vital_readings"]

vital_readings = Table(
    "vital_readings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("sign", member_of(VitalSign), nullable=False),
    Column("value", ExactFraction, nullable=False),
    Column("secondary", ExactFraction),
    Column("unit", Text, nullable=False),
    Column("measured_at", Instant, nullable=False),
    *sealed_with(READING),
    Index(None, "patient_id", "measured_at"),
    comment="What was measured, in the unit of the device (VIT-02, VIT-04).",
)

vital_bounds = Table(
    "vital_bounds",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("component", member_of(Component), primary_key=True),
    Column("low", ExactFraction),
    Column("high", ExactFraction),
    comment="A patient's own bounds; an empty one is the default (VIT-05).",
)

vital_alerts = Table(
    "vital_alerts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("sign", member_of(VitalSign), nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("since", Instant, nullable=False),
    Column("latest_at", Instant, nullable=False),
    Column("reading_id", Uuid, nullable=False),
    Column("status", member_of(AlertStatus), nullable=False),
    Column("resolved_at", Instant),
    Column("resolved_by", Uuid),
    Index(None, "patient_id", "since"),
    comment="One row an episode (VIT-10).",
)

Index(
    "vital_alerts_current_key",
    vital_alerts.c.patient_id,
    vital_alerts.c.sign,
    unique=True,
    postgresql_where=vital_alerts.c.status != AlertStatus.ENDED,
)


class PostgresVitals:
    """
    The vital signs, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add_reading(self, reading: Reading) -> None:
        """
        Store a new reading.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        values = self._sealer.parted(READING, attrs.asdict(reading, recurse=False))
        add_values(self._connection, vital_readings, values, taken=_taken)

    def reading(self, reading_id: ReadingId) -> Reading:
        """
        Load a reading.

        Raises:
            NotFoundError: There is no such reading.
        """
        chosen = select(vital_readings).where(vital_readings.c.id == reading_id)
        return self._sealer.load_one(READING, chosen, Reading)

    def readings(
        self, patient_id: PatientId, *, sign: VitalSign | None, since: datetime | None, limit: int
    ) -> tuple[Reading, ...]:
        """
        Load a patient's readings, the newest first.
        """
        stored = vital_readings.c
        found = select(vital_readings).where(stored.patient_id == patient_id)
        if sign is not None:
            found = found.where(stored.sign == sign)
        if since is not None:
            found = found.where(stored.measured_at >= since)
        newest = found.order_by(stored.measured_at.desc(), stored.id.desc()).limit(limit)
        return self._sealer.load(READING, newest, Reading)

    def remove_reading(self, reading_id: ReadingId) -> None:
        """
        Remove a reading for good.

        Raises:
            NotFoundError: There is no such reading.
        """
        chosen = delete(vital_readings).where(vital_readings.c.id == reading_id)
        if self._connection.execute(chosen).rowcount != 1:
            message = "there is no such reading"
            raise NotFoundError(message)

    def bounds(self, patient_id: PatientId) -> tuple[PersonalBounds, ...]:
        """
        Load a patient's own bounds.
        """
        stored = vital_bounds.c
        found = (
            select(stored.component, stored.low, stored.high)
            .where(stored.patient_id == patient_id)
            .order_by(stored.component.collate("C"))
        )
        return load_rows(self._connection, found, PersonalBounds)

    def put_bounds(self, patient_id: PatientId, bounds: PersonalBounds) -> None:
        """
        Store a patient's bounds for a component, in place of the former ones.
        """
        values = {"low": bounds.low, "high": bounds.high}
        self._connection.execute(
            insert(vital_bounds)
            .values(patient_id=patient_id, component=bounds.component, **values)
            .on_conflict_do_update(index_elements=["patient_id", "component"], set_=values)
        )

    def add_alert(self, alert: VitalAlert) -> None:
        """
        Store the alert of a new episode.

        Raises:
            ConflictError: The patient has an episode of this sign that has not ended.
        """
        statement = insert(vital_alerts).values(_values(alert)).on_conflict_do_nothing()
        counting = statement.execution_options(preserve_rowcount=True)
        if self._connection.execute(counting).rowcount != 1:
            message = "an episode of this sign runs already: load it"
            raise ConflictError(message)

    def alert(self, alert_id: VitalAlertId) -> VitalAlert:
        """
        Load an alert.

        Raises:
            NotFoundError: There is no such alert.
        """
        found = self._alerts(select(vital_alerts).where(vital_alerts.c.id == alert_id))
        if not found:
            message = "there is no such alert"
            raise NotFoundError(message)
        return found[0]

    def current_alert(self, patient_id: PatientId, sign: VitalSign) -> VitalAlert | None:
        """
        Load the alert of a patient's episode that has not ended.
        """
        stored = vital_alerts.c
        found = self._alerts(
            select(vital_alerts)
            .where(stored.patient_id == patient_id, stored.sign == sign)
            .where(stored.status != AlertStatus.ENDED)
        )
        return found[0] if found else None

    def last_alert(self, patient_id: PatientId, sign: VitalSign) -> VitalAlert | None:
        """
        Load a patient's alert about a sign that was followed last, ended or not.
        """
        stored = vital_alerts.c
        found = self._alerts(
            select(vital_alerts)
            .where(stored.patient_id == patient_id, stored.sign == sign)
            .order_by(stored.latest_at.desc(), stored.since.desc(), stored.id.desc())
            .limit(1)
        )
        return found[0] if found else None

    def alerts(self, patient_id: PatientId, *, limit: int) -> tuple[VitalAlert, ...]:
        """
        Load a patient's alerts, the newest episode first.
        """
        stored = vital_alerts.c
        return self._alerts(
            select(vital_alerts)
            .where(stored.patient_id == patient_id)
            .order_by(stored.since.desc(), stored.id.desc())
            .limit(limit)
        )

    def change_alert(self, alert: VitalAlert, *, expected: VitalAlert) -> None:
        """
        Store what became of an alert: compare-and-set.

        Raises:
            ConflictError: It stands otherwise by now, or it is not stored.
        """
        stored = vital_alerts.c
        change_row(
            self._connection,
            vital_alerts,
            (stored.id == expected.id)
            & (stored.status == expected.status)
            & (stored.severity == int(expected.severity))
            & (stored.latest_at == expected.latest_at),
            _values(alert),
            message="the alert stands otherwise by now: load it again",
        )

    def _alerts(self, chosen: Select[*tuple[object, ...]]) -> tuple[VitalAlert, ...]:
        with readable("alert"):
            return tuple(_alert(row) for row in self._connection.execute(chosen).mappings())


def _values(alert: VitalAlert) -> dict[str, object]:
    return {**attrs.asdict(alert, recurse=False), "severity": int(alert.severity)}


def _alert(row: RowMapping) -> VitalAlert:
    return VitalAlert(**{**row, "severity": Severity(row["severity"])})


def _taken() -> ConflictError:
    return ConflictError("a reading of this identifier is stored already")
