"""
Checked tables: what each table asks of a person's rows besides what the decision says.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import attrs
from sqlalchemy import Enum as EnumColumn

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.encounters import DOCUMENT_LIFECYCLE, DocumentStatus, ScanStatus
from dastern_core.permissions import (
    ACCESS_REQUEST_LIFE,
    CONNECTION_LIFE,
    INVITATION_LIFETIME,
    LONGEST_ACCESS,
    NUDGES_PER_DOSE,
    AccessRequestStatus,
    Action,
    ConnectionEnd,
    ConnectionKind,
    ConnectionStatus,
    EmergencyStatus,
    ResourceType,
)
from dastern_core.prescriptions import PrescriptionStatus
from dastern_core.schedule import DOSE_LIFE, DoseAction, DoseStatus
from dastern_core.vitals import ALERT_LIFECYCLE, AlertStatus
from dastern_postgres.checked_prescriptions import CHECKED_PRESCRIPTIONS
from dastern_postgres.checks import (
    CLOCK_TOLERANCE,
    ME,
    Checks,
    check_statements,
    lasting,
    near,
    only,
    steps_of,
    words,
)
from dastern_postgres.columns import metadata
from dastern_postgres.governed import GOVERNED
from dastern_postgres.policies import WORKER_ROLE, permitted
from dastern_postgres.sealed_columns import SEALED
from dastern_postgres.system_entries import SWEPT, SYSTEM_ENTRIES

__all__ = ["CHECKED", "checking_statements"]

_LEAF_BYTES = 32  # of SHA-256
_LEAST_ENVELOPE = 81  # the header and the tag of an envelope that holds nothing
_RETIRED = f"'{DocumentStatus.RETIRED.value}'"
_RESOLVED = f"'{AlertStatus.RESOLVED.value}'"
_REVOKED = f"'{EmergencyStatus.REVOKED.value}'"
_SYSTEM = f"{ME} IS NULL"
_DOCTOR = f"'{ConnectionKind.DOCTOR.value}'"
_PENDING, _ACCEPTED, _ENDED = (
    f"'{one.value}'"
    for one in (ConnectionStatus.PENDING, ConnectionStatus.ACCEPTED, ConnectionStatus.REVOKED)
)
_APPROVED = f"'{AccessRequestStatus.APPROVED.value}'"


def _past(column: str) -> str:
    return f"{column} <= asked_at() + {lasting(CLOCK_TOLERANCE)}"


def _may(table: str, type_: ResourceType) -> str:
    return permitted(GOVERNED[table], type_, Action.UPDATE, row="NEW")


_ALERTED = ("status", "resolved_at", "resolved_by")
_OUTCOME = ("status", "acted_at", "recorded_at", "skip_reason", "sealed", "unsealed", "was_offline")

# How somebody ends a connection tells who did it, and before what (CON-10, CON-11).
_HOW = (
    f"CASE WHEN OLD.status = {_PENDING} AND OLD.initiator_id = {ME}"
    f" THEN '{ConnectionEnd.WITHDRAWN.value}'"
    f" WHEN OLD.status = {_PENDING} THEN '{ConnectionEnd.DECLINED.value}'"
    f" WHEN OLD.kind = {_DOCTOR} AND OLD.member_id = {ME}"
    f" THEN '{ConnectionEnd.DISCONNECTED.value}'"
    f" ELSE '{ConnectionEnd.REVOKED.value}' END"
)
# History is never deleted (DOSE-32); what was due during a pause was not asked for (RX-14).
_TO_COME = (
    f"OLD.status = '{DOSE_LIFE.start.value}'"
    f" AND (OLD.due_at >= asked_at() - {lasting(CLOCK_TOLERANCE)} OR EXISTS ("
    "SELECT FROM prescriptions AS plan JOIN prescription_versions AS newest"
    " ON newest.prescription_id = plan.id AND newest.version = plan.version"
    " WHERE plan.id = OLD.prescription_id"
    f" AND newest.status = '{PrescriptionStatus.PAUSED.value}'"
    " AND newest.status_at <= OLD.due_at))"
)
_CONNECTED = (
    "EXISTS (SELECT FROM connections AS tie WHERE (tie.patient_id, tie.member_id) IN"
    " ((NEW.patient_id, NEW.recipient_id), (NEW.recipient_id, NEW.patient_id)))"
)
# The patient hears of themselves, of the system, and of whoever is or was connected with them.
_HEARD = (
    f"{_SYSTEM} OR NEW.author_id = NEW.patient_id OR EXISTS (SELECT FROM connections AS tie"
    " WHERE (tie.patient_id, tie.member_id) IN"
    " ((NEW.patient_id, NEW.author_id), (NEW.author_id, NEW.patient_id)))"
)
_ASKED_ANEW = "NEW.accepted_at IS NULL AND NEW.ended_at IS NULL AND NEW.end_reason IS NULL"
# What level a patient had in mind, only their invitation or they themselves say (CON-21).
_OFFERED = f"NEW.offered_level IS NULL OR NEW.patient_id = {ME}"

CHECKED: Mapping[str, Checks] = MappingProxyType(
    {
        **CHECKED_PRESCRIPTIONS,
        "encounters": Checks(
            born={
                "is written now": near("NEW.recorded_at"),
                "is withdrawn now": f"NEW.retired_at IS NULL OR {near('NEW.retired_at')}",
                "has happened": "NEW.occurred_at <= NEW.recorded_at",
                "goes on where it was not withdrawn": (
                    "NEW.version = 1 OR EXISTS (SELECT FROM encounters AS former"
                    " WHERE former.id = NEW.id AND former.version = NEW.version - 1"
                    " AND former.retired_at IS NULL)"
                ),
            },
        ),
        "documents": Checks(
            born={
                "is uploaded now": near("NEW.uploaded_at"),
                "begins its life": f"NEW.status = '{DOCUMENT_LIFECYCLE.start.value}'",
                # What a scanner found, only the service that asked it can say.
                "was scanned": f"NEW.scan = '{ScanStatus.NOT_SCANNED.value}'",
                "is of an encounter of its patient": (
                    "EXISTS (SELECT FROM encounters AS visit WHERE visit.id = NEW.encounter_id"
                    " AND visit.patient_id = NEW.patient_id"
                    " AND visit.hospital_id IS NOT DISTINCT FROM NEW.hospital_id)"
                ),
            },
            changed={
                "takes a step of its life": steps_of(DOCUMENT_LIFECYCLE),
                "is retired by its own side, shown and hidden by its patient": (
                    f"CASE WHEN NEW.status = {_RETIRED}"
                    f" THEN {_may('documents', ResourceType.RETENTION)}"
                    f" ELSE {_may('documents', ResourceType.VISIBILITY)} END"
                ),
            },
        ),
        "doses": Checks(
            born={
                "begins its life": (
                    f"NEW.status = '{DOSE_LIFE.start.value}' AND NEW.acted_at IS NULL"
                    " AND NEW.recorded_at IS NULL"
                ),
            },
            changed={
                "stays as it was planned": only(*_OUTCOME),
                "takes a step of its life": steps_of(DOSE_LIFE, besides=(DoseAction.MISS,)),
                "is recorded now": near("NEW.recorded_at"),
                "was acted on": _past("NEW.acted_at"),
            },
            gone={"is still to come": _TO_COME},
        ),
        "vital_readings": Checks(born={"was measured": _past("NEW.measured_at")}),
        "vital_alerts": Checks(
            born={"is not seen to yet": "NEW.resolved_at IS NULL AND NEW.resolved_by IS NULL"},
            changed={
                "takes a step of its life": steps_of(ALERT_LIFECYCLE, stays=True),
                "is only seen to by others": (
                    f"NEW.patient_id = {ME} OR OLD.status <> NEW.status"
                    f" AND NEW.status = {_RESOLVED} AND {only(*_ALERTED)}"
                ),
                "tells who saw to it": (
                    f"CASE WHEN OLD.status <> NEW.status AND NEW.status = {_RESOLVED}"
                    f" THEN NEW.resolved_by = {ME} AND {near('NEW.resolved_at')}"
                    " ELSE NEW.resolved_at IS NULL AND NEW.resolved_by IS NULL"
                    " OR (OLD.resolved_at, OLD.resolved_by)"
                    " = (NEW.resolved_at, NEW.resolved_by) END"
                ),
            },
        ),
        "audit_entries": Checks(
            born={
                "happens now": near('NEW."at"'),
                # Somebody who keeps their own records is their patient.
                "tells as what they act": (
                    "NEW.actor_role = acting_role()"
                    f" OR NEW.actor_role = '{ActorRole.PATIENT.value}'"
                    f" AND NEW.patient_id = {ME}"
                ),
                "comes after what came before": "NEW.arrival = currval('audit_arrival')",
                "names what was touched": (
                    "NEW.resource_type <> '' AND NEW.resource_id <> ''"
                    " AND length(NEW.resource_type) + length(NEW.resource_id) <= 1000"
                ),
                # Whoever has nothing to do with a patient leaves what was refused (RBAC-11).
                "is about somebody whom they know": (
                    f"NEW.patient_id = {ME} OR NEW.action = '{AuditAction.DATA_ACCESS.value}'"  # noqa: S608 - names of this library
                    " OR EXISTS (SELECT FROM connections AS tie WHERE (tie.patient_id,"
                    f" tie.member_id) IN ((NEW.patient_id, {ME}), ({ME}, NEW.patient_id)))"
                    " OR EXISTS (SELECT FROM emergency_sessions AS session"
                    f" WHERE session.patient_id = NEW.patient_id AND session.doctor_id = {ME})"
                    " OR EXISTS (SELECT FROM hospital_patients AS admitted"
                    " WHERE admitted.patient_id = NEW.patient_id)"
                ),
                "is sealed, with its leaf": (
                    f"octet_length(NEW.leaf) = {_LEAF_BYTES}"
                    f" AND octet_length(NEW.sealed) >= {_LEAST_ENVELOPE}"
                ),
            },
            unnamed=SYSTEM_ENTRIES,
            sound=SWEPT,
        ),
        "actors": Checks(
            changed={
                "keeps its role and its hospital": only("is_active", "is_verified"),
                "is verified as a doctor": (
                    f"NOT NEW.is_verified OR NEW.role = '{ActorRole.DOCTOR.value}'"
                ),
            },
        ),
        "connections": Checks(
            born={
                "is asked for now": near("NEW.requested_at"),
                "is not answered yet": _ASKED_ANEW,
                "offers what its patient said": _OFFERED,
                "is with a verified doctor": (
                    f"NEW.kind <> {_DOCTOR} OR EXISTS (SELECT FROM actors AS doctor"
                    " WHERE doctor.account_id = NEW.member_id"
                    f" AND doctor.role = '{ActorRole.DOCTOR.value}'"
                    " AND doctor.is_verified AND doctor.is_active)"
                ),
            },
            changed={
                "takes a step of its life": steps_of(CONNECTION_LIFE),
                "is answered now": (
                    f"CASE NEW.status WHEN {_PENDING} THEN {near('NEW.requested_at')}"
                    f" AND {_ASKED_ANEW}"
                    f" WHEN {_ACCEPTED} THEN {near('NEW.accepted_at')}"
                    f" AND {only('status', 'accepted_at')}"
                    f" ELSE {near('NEW.ended_at')} AND {only('status', 'ended_at', 'end_reason')}"
                    " END"
                ),
                "tells how it ended": f"NEW.status <> {_ENDED} OR NEW.end_reason = {_HOW}",
                "offers what its patient said": f"NEW.status <> {_PENDING} OR {_OFFERED}",
            },
        ),
        "access_requests": Checks(
            born={
                "is asked for now": near("NEW.requested_at"),
                "opens nothing yet": "NEW.opens_at IS NULL AND NEW.ends_at IS NULL",
            },
            changed={
                "takes a step of its life": steps_of(ACCESS_REQUEST_LIFE),
                "opens now, and not for long": (
                    f"CASE WHEN NEW.status = {_APPROVED} THEN {near('NEW.opens_at')}"
                    " AND NEW.ends_at > NEW.opens_at"
                    f" AND NEW.ends_at <= NEW.opens_at + {lasting(LONGEST_ACCESS)}"
                    f" ELSE {only('status')} END"
                ),
            },
        ),
        "invitations": Checks(
            born={
                "is made now": near("NEW.created_at"),
                "lasts as long as all do": (
                    f"NEW.expires_at = NEW.created_at + {lasting(INVITATION_LIFETIME)}"
                ),
                "is unused": "NEW.used_at IS NULL AND NEW.used_by IS NULL",
            },
        ),
        "emergency_sessions": Checks(
            # A second factor is proven to the service, which alone can tell that it was.
            born={
                "is opened by the system": _SYSTEM,
                "begins now": near("NEW.granted_at"),
                "is not ended yet": "NEW.ended_at IS NULL AND NEW.ended_by IS NULL",
            },
            changed={
                "has not ended, also by time": f"{_SYSTEM} OR OLD.expires_at > asked_at()",
                "tells who ended it": (
                    f"{_SYSTEM} OR NEW.status = {_REVOKED} AND NEW.ended_by = {ME}"
                ),
                "ends now": f"{_SYSTEM} OR {near('NEW.ended_at')}",
            },
            bound=WORKER_ROLE,
        ),
        "notices": Checks(
            born={
                "is sent now": near("NEW.sent_at"),
                "is unread": "NEW.read_at IS NULL",
                "goes to somebody concerned": (
                    f"CASE WHEN NEW.recipient_id = NEW.patient_id THEN {_HEARD}"
                    f" ELSE {_CONNECTED} END"
                ),
            },
            changed={"is read now": near("NEW.read_at")},
        ),
        "nudges": Checks(
            born={
                "is sent now": near("NEW.sent_at"),
                "is one of few": f"NEW.number BETWEEN 1 AND {NUDGES_PER_DOSE}",
                "is unanswered": "NEW.answer IS NULL AND NEW.answered_at IS NULL",
                "asks about a missed dose": (
                    "EXISTS (SELECT FROM doses AS missed WHERE missed.id = NEW.dose_id"
                    " AND missed.patient_id = NEW.patient_id"
                    f" AND missed.status = '{DoseStatus.MISSED.value}')"
                ),
            },
            changed={
                "is answered once": "OLD.answer IS NULL AND NEW.answer IS NOT NULL",
                "is answered now": near("NEW.answered_at"),
            },
        ),
        "doctor_notes": Checks(
            born={"is written now": near("NEW.written_at")},
            changed={"is written now": near("NEW.written_at")},
        ),
    }
)
"""
What each table asks; that a word is one of its kind, and that nothing which is sealed is
written in the clear beside its envelope, every table asks besides.
"""


def checking_statements(checked: Mapping[str, Checks] = CHECKED) -> Iterator[str]:
    """
    Give the statements that make every governed table's checks.

    Args:
        checked: What they ask; others than the library's are for tests.
    """
    for table in GOVERNED:
        asked = _with_words(table, checked.get(table, Checks()))
        yield from check_statements(table, _sealed(table, asked))


def _sealed(table: str, checks: Checks) -> Checks:
    born = {
        f"has a sealed {one.column}": f"NEW.{one.plain} IS NULL"
        for one in SEALED
        if one.table == table
    }
    changed = {
        f"has a sealed {one.column}": (
            f"NEW.{one.plain} IS NULL OR NEW.{one.plain} IS NOT DISTINCT FROM OLD.{one.plain}"
        )
        for one in SEALED
        if one.table == table
    }
    return attrs.evolve(checks, born={**checks.born, **born}, changed={**checks.changed, **changed})


def _with_words(table: str, checks: Checks) -> Checks:
    known = {
        f"has a known {column.name}": (
            f'NEW."{column.name}" IS NULL OR NEW."{column.name}" IN {words(column.type.enum_class)}'
        )
        for column in metadata.tables[table].columns
        if isinstance(column.type, EnumColumn) and column.type.enum_class is not None
    }
    return attrs.evolve(checks, born={**known, **checks.born}, changed={**known, **checks.changed})
