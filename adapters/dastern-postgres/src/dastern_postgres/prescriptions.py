"""
Stored prescriptions: every version, and which one is the newest.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    RowMapping,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import (
    ConflictError,
    Listed,
    NotFoundError,
    PatientId,
    PrescriptionId,
    Unopened,
    UnreadableError,
)
from dastern_core.ports.prescriptions import ActivePage
from dastern_core.prescriptions import (
    EndReason,
    Medication,
    Prescription,
    PrescriptionStatus,
    ReviewState,
)
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.engine import readable
from dastern_postgres.medication_lines import line_json, parse_line
from dastern_postgres.sealed_columns import MEDICATION, STATUS_NOTE, VERSION, sealed_with
from dastern_postgres.sealer import Sealer

__all__ = ["PostgresPrescriptions", "medications", "prescription_versions", "prescriptions"]

_Row = dict[str, Any]  # as the database gave it, with its texts opened

# What a line repeats of its version, so that its row alone decides who may see it.
_LINE_OF = ["prescription_id", "version", "patient_id", "author_id", "created_at"]

prescriptions = Table(
    "prescriptions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("author_id", Uuid, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("id", "patient_id"),
    UniqueConstraint("id", "patient_id", "author_id"),
    comment="One row a prescription: the number of its newest version.",
)

prescription_versions = Table(
    "prescription_versions",
    metadata,
    Column("prescription_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("author_id", Uuid, nullable=False),
    Column("status", member_of(PrescriptionStatus), nullable=False),
    Column("end_reason", member_of(EndReason)),
    Column("start", Date, nullable=False),
    Column("zone", Text, nullable=False),
    Column("grace_minutes", SmallInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("review", member_of(ReviewState)),
    Column("is_urgent", Boolean, nullable=False),
    Column("status_at", Instant),
    Column("follow_up_on", Date),
    *sealed_with(VERSION, STATUS_NOTE),
    Index(None, "patient_id"),
    # One prescription has one patient and one author over all its versions (RX-17, RX-28).
    ForeignKeyConstraint(
        ["prescription_id", "patient_id", "author_id"],
        [prescriptions.c.id, prescriptions.c.patient_id, prescriptions.c.author_id],
    ),
    UniqueConstraint(*_LINE_OF, name="prescription_versions_line_key"),
    comment="What was ordered; a version's content never changes (RX-18).",
)

medications = Table(
    "medications",
    metadata,
    Column("prescription_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("author_id", Uuid, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("id", Uuid, nullable=False),
    *sealed_with(MEDICATION),
    ForeignKeyConstraint(_LINE_OF, [prescription_versions.c[name] for name in _LINE_OF]),
    comment="The lines of a version, in printed order.",
)


class PostgresPrescriptions:
    """
    The prescriptions, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, prescription: Prescription) -> None:
        """
        Store a version.

        Raises:
            ConflictError: This version is stored already, or does not follow the newest.
        """
        if not self._follows(prescription):
            message = f"version {prescription.version} does not follow the newest version"
            raise ConflictError(message)
        values = self._sealer.parted(VERSION, _version_values(prescription))
        note = self._sealer.parted(STATUS_NOTE, values | {"status_note": prescription.status_note})
        self._connection.execute(insert(prescription_versions).values(note))
        lines = [_line_values(prescription, line) for line in prescription.medications]
        self._connection.execute(
            insert(medications), [self._sealer.parted(MEDICATION, line) for line in lines]
        )

    def get(self, prescription_id: PrescriptionId) -> Prescription:
        """
        Load the newest version.

        Raises:
            NotFoundError: There is no such prescription.
        """
        found = self._opened(
            self._newest(prescription_versions.c.prescription_id == prescription_id)
        )
        if not found:
            message = "there is no such prescription"
            raise NotFoundError(message)
        return found[0]

    def history(self, prescription_id: PrescriptionId) -> Listed[Prescription]:
        """
        Load every version, newest first; one that does not open hides no other.

        Raises:
            NotFoundError: There is no such prescription.
        """
        versions = prescription_versions.c
        found = self._connection.execute(
            select(prescription_versions)
            .where(versions.prescription_id == prescription_id)
            .order_by(versions.version.desc())
        )
        rows = found.mappings().all()
        if not rows:
            message = "there is no such prescription"
            raise NotFoundError(message)
        return self._listed(rows)

    def of_patient(self, patient_id: PatientId) -> Listed[Prescription]:
        """
        Load the newest version of each of a patient's prescriptions, newest start first.

        One that does not open hides no other.
        """
        return self._listed(self._newest(prescription_versions.c.patient_id == patient_id))

    def active(self, *, after: PrescriptionId | None, limit: int) -> ActivePage:
        """
        Load a page of what is active, of all patients, in the order of the identifiers.
        """
        stored, versions = prescriptions.c, prescription_versions.c
        page = (
            select(prescription_versions)
            .join(
                prescriptions,
                (stored.id == versions.prescription_id) & (stored.version == versions.version),
            )
            .where(versions.status == PrescriptionStatus.ACTIVE)
            .order_by(stored.id)
            .limit(limit)
        )
        found = self._connection.execute(page if after is None else page.where(stored.id > after))
        rows = found.mappings().all()
        listed = self._listed(rows)
        return ActivePage(
            readable=listed.things,
            unreadable=tuple(PrescriptionId(one.id) for one in listed.unopened),
            after=rows[-1]["prescription_id"] if len(rows) == limit else None,
        )

    def change_status(self, prescription: Prescription, *, expected: Prescription) -> None:
        """
        Store how the newest version stands: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now, or a newer version exists.
            NotFoundError: There is no such version.
        """
        newest = self._connection.scalar(
            select(prescriptions.c.version)
            .where(prescriptions.c.id == prescription.id)
            .with_for_update()
        )
        if newest is None or newest < prescription.version:
            message = "there is no such version of the prescription"
            raise NotFoundError(message)
        versions = prescription_versions.c
        stands = (
            (versions.prescription_id == prescription.id)
            & (versions.version == prescription.version)
            & (versions.version == newest)
            & (versions.status == expected.status)
            & versions.review.is_not_distinct_from(expected.review)
        )
        standing = self._standing(prescription, expected)
        # Who only makes sure of it takes no step: an author may not, a patient's is told of.
        found = self._connection.execute(
            select(versions.version).where(stands).with_for_update()
            if standing == _standing(expected)  # nor is there another note then
            else update(prescription_versions).where(stands).values(standing)
        )
        if found.rowcount != 1:
            message = "the prescription was changed meanwhile: load it again"
            raise ConflictError(message)

    def _standing(self, prescription: Prescription, before: Prescription) -> dict[str, object]:
        standing = _standing(prescription)
        if prescription.status_note == before.status_note:
            return standing
        row = _version_values(prescription) | {"status_note": prescription.status_note}
        sealed = self._sealer.parted(STATUS_NOTE, row)[STATUS_NOTE.column]
        return standing | {STATUS_NOTE.column: sealed, STATUS_NOTE.plain: None}

    def _follows(self, prescription: Prescription) -> bool:
        newest = prescriptions.c
        if prescription.version == 1:
            first_step = insert(prescriptions).values(
                id=prescription.id,
                version=1,
                patient_id=prescription.patient_id,
                author_id=prescription.author_id,
                created_at=prescription.created_at,
            )
            added = first_step.on_conflict_do_nothing().returning(newest.id)
            return self._connection.scalar(added) is not None
        next_step = (
            update(prescriptions)
            .where(newest.id == prescription.id, newest.version == prescription.version - 1)
            .values(version=prescription.version)
        )
        return self._connection.execute(next_step).rowcount == 1

    def _newest(self, chosen: ColumnElement[bool]) -> Sequence[RowMapping]:
        versions = prescription_versions
        found = self._connection.execute(
            select(versions)
            # The row of `prescriptions` is of the time of the first version: it may be hidden.
            .where(
                chosen, versions.c.version == func.newest_prescription(versions.c.prescription_id)
            )
            .order_by(versions.c.start.desc(), versions.c.created_at.desc())
        )
        return found.mappings().all()

    def _opened(
        self, found: Sequence[RowMapping], *, listed: bool = False
    ) -> tuple[Prescription, ...]:
        with readable("prescription"):
            # A note is no part of the order: that alone need not open.
            noted = self._sealer.rows(STATUS_NOTE, found, listed=listed)
            rows = self._sealer.rows(VERSION, noted)
            lines = self._lines([(row["prescription_id"], row["version"]) for row in rows])
            return tuple(
                _prescription(row, lines[row["prescription_id"], row["version"]]) for row in rows
            )

    def _listed(self, rows: Sequence[RowMapping]) -> Listed[Prescription]:
        # Together where all can be read, which is nearly always.
        try:
            return Listed(things=self._opened(rows, listed=True))
        except UnreadableError:
            pass
        things: list[Prescription] = []
        unopened: list[Unopened] = []
        for row in rows:
            try:
                things += self._opened([row], listed=True)
            except UnreadableError:
                unopened.append(_unopened(row))
        return Listed(things=tuple(things), unopened=tuple(unopened))

    def _lines(self, versions: Sequence[tuple[UUID, int]]) -> dict[tuple[UUID, int], list[_Row]]:
        found = self._connection.execute(
            select(medications)
            .where(tuple_(medications.c.prescription_id, medications.c.version).in_(versions))
            .order_by(medications.c.row)
        )
        lines: dict[tuple[UUID, int], list[_Row]] = {version: [] for version in versions}
        for row in self._sealer.rows(MEDICATION, found.mappings().all()):
            lines[row["prescription_id"], row["version"]].append(row)
        return lines


def _version_values(prescription: Prescription) -> dict[str, object]:
    return {
        "prescription_id": prescription.id,
        "version": prescription.version,
        "patient_id": prescription.patient_id,
        "author_id": prescription.author_id,
        "start": prescription.start,
        "zone": prescription.zone.key,
        "grace_minutes": prescription.grace_minutes,
        "diagnosis": prescription.diagnosis,
        "created_at": prescription.created_at,
        "change_reason": prescription.change_reason,
        "is_urgent": prescription.is_urgent,
        "follow_up_on": prescription.follow_up_on,
        **_standing(prescription),
    }


def _line_values(prescription: Prescription, line: Medication) -> dict[str, object]:
    return {
        **line_json(line),
        "prescription_id": prescription.id,
        "version": prescription.version,
        "patient_id": prescription.patient_id,
        "author_id": prescription.author_id,
        "created_at": prescription.created_at,
        "id": line.id,
    }


def _prescription(row: _Row, lines: Sequence[_Row]) -> Prescription:
    return Prescription(
        id=row["prescription_id"],
        version=row["version"],
        patient_id=row["patient_id"],
        author_id=row["author_id"],
        status=row["status"],
        end_reason=row["end_reason"],
        start=row["start"],
        zone=ZoneInfo(row["zone"]),
        grace_minutes=row["grace_minutes"],
        diagnosis=row["diagnosis"],
        medications=tuple(parse_line(line | {"id": str(line["id"])}) for line in lines),
        created_at=row["created_at"],
        review=row["review"],
        change_reason=row["change_reason"],
        is_urgent=row["is_urgent"],
        status_note=row["status_note"],
        status_at=row["status_at"],
        follow_up_on=row["follow_up_on"],
    )


def _unopened(row: RowMapping) -> Unopened:
    return Unopened(
        kind="prescription",
        id=row["prescription_id"],
        version=row["version"],
        patient_id=row["patient_id"],
        author_id=row["author_id"],
        status=row["status"].value,
        written_at=row["created_at"],
    )


def _standing(prescription: Prescription) -> dict[str, object]:
    return {
        "status": prescription.status,
        "end_reason": prescription.end_reason,
        "review": prescription.review,
        "status_at": prescription.status_at,
    }
