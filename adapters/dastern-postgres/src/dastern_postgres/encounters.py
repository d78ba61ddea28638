"""
Stored encounters: every version of what happened at a hospital.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Select,
    Table,
    Uuid,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from dastern_core.encounters import BloodGroup, Encounter, EncounterId, EncounterType
from dastern_core.kernel import ConflictError, NotFoundError, PatientId
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.engine import readable
from dastern_postgres.sealed_columns import ENCOUNTER, sealed_with
from dastern_postgres.sealer import Sealer

__all__ = ["PostgresEncounters", "encounters"]

encounters = Table(
    "encounters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("patient_id", Uuid, nullable=False),
    Column("hospital_id", Uuid),
    Column("author_id", Uuid, nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("type", member_of(EncounterType), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("retired_at", Instant),
    *sealed_with(ENCOUNTER),
    Index(None, "patient_id", "occurred_at"),
    comment="One row a version; none is ever changed (EPN-06, C71).",
)

# Of all versions, also of those that row security hides.
_IS_NEWEST = encounters.c.version == func.newest_encounter(encounters.c.id)


class PostgresEncounters:
    """
    The encounters, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, encounter: Encounter) -> None:
        """
        Store a version.

        Raises:
            ConflictError: This version is stored already, or does not follow the newest of
                the same patient and hospital.
        """
        added = None
        if encounter.version == 1 or self._follows(encounter):
            statement = insert(encounters).values(self._values(encounter)).on_conflict_do_nothing()
            counting = statement.execution_options(preserve_rowcount=True)
            added = self._connection.execute(counting).rowcount
        if added != 1:
            message = f"version {encounter.version} does not follow the newest version"
            raise ConflictError(message)

    def get(self, encounter_id: EncounterId) -> Encounter:
        """
        Load the newest version.

        Raises:
            NotFoundError: There is no such encounter.
        """
        found = self._load(select(encounters).where(encounters.c.id == encounter_id, _IS_NEWEST))
        if not found:
            message = "there is no such encounter"
            raise NotFoundError(message)
        return found[0]

    def history(self, encounter_id: EncounterId) -> tuple[Encounter, ...]:
        """
        Load every version, newest first.

        Raises:
            NotFoundError: There is no such encounter.
        """
        found = self._load(
            select(encounters)
            .where(encounters.c.id == encounter_id)
            .order_by(encounters.c.version.desc())
        )
        if not found:
            message = "there is no such encounter"
            raise NotFoundError(message)
        return found

    def of_patient(self, patient_id: PatientId) -> tuple[Encounter, ...]:
        """
        Load the newest version of each of a patient's encounters, the latest first.
        """
        stored = encounters.c
        return self._load(
            select(encounters)
            .where(stored.patient_id == patient_id, _IS_NEWEST)
            .order_by(stored.occurred_at.desc(), stored.id.desc()),
            listed=True,
        )

    def versions_of_patient(self, patient_id: PatientId) -> tuple[Encounter, ...]:
        """
        Load every version of each of a patient's encounters, in no order (EPN-09).
        """
        own = select(encounters).where(encounters.c.patient_id == patient_id)
        return self._load(own, listed=True)

    def _follows(self, encounter: Encounter) -> bool:
        stored = encounters.c
        before = (
            select(stored.id)
            .where(stored.id == encounter.id, stored.version == encounter.version - 1)
            .where(stored.patient_id == encounter.patient_id)
            .where(stored.hospital_id.is_not_distinct_from(encounter.hospital))
        )
        return self._connection.scalar(before) is not None

    def _load(
        self, chosen: Select[*tuple[object, ...]], *, listed: bool = False
    ) -> tuple[Encounter, ...]:
        with readable("encounter"):
            found = self._connection.execute(chosen).mappings().all()
            return self._sealer.values(ENCOUNTER, found, _encounter, listed=listed)

    def _values(self, encounter: Encounter) -> dict[str, object]:
        group = encounter.blood_group
        texts = {"blood_group": None if group is None else group.value}
        return self._sealer.parted(ENCOUNTER, _values(encounter) | texts)


def _values(encounter: Encounter) -> dict[str, object]:
    return {
        "id": encounter.id,
        "version": encounter.version,
        "patient_id": encounter.patient_id,
        "hospital_id": encounter.hospital,
        "author_id": encounter.author_id,
        "occurred_at": encounter.occurred_at,
        "type": encounter.type,
        "reason": encounter.reason,
        "notes": encounter.notes,
        "allergies": encounter.allergies,
        "chronic_conditions": encounter.chronic_conditions,
        "recent_surgery": encounter.recent_surgery,
        "recorded_at": encounter.recorded_at,
        "retired_at": encounter.retired_at,
    }


def _encounter(row: Mapping[str, Any]) -> Encounter:
    group = row["blood_group"]
    told, chronic = row["allergies"], row["chronic_conditions"]
    return Encounter(
        id=row["id"],
        version=row["version"],
        patient_id=row["patient_id"],
        occurred_at=row["occurred_at"],
        type=row["type"],
        reason=row["reason"],
        notes=row["notes"],
        allergies=None if told is None else tuple(told),
        chronic_conditions=None if chronic is None else tuple(chronic),
        blood_group=None if group is None else BloodGroup(group),
        recent_surgery=row["recent_surgery"],
        hospital=row["hospital_id"],
        author_id=row["author_id"],
        recorded_at=row["recorded_at"],
        retired_at=row["retired_at"],
    )
