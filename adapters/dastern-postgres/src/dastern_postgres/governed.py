"""
Governed tables: what each table keeps about people, and in which columns.
"""

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from dastern_core.permissions import ResourceType

__all__ = ["GOVERNED", "WITHOUT_PATIENTS", "Governed", "Shared"]


@attrs.frozen(kw_only=True)
class Governed:
    """
    What a table keeps, and in which of its columns.

    Args:
        type: What kind of thing a row is.
        besides: What else a row may be taken for, or None.
        patient: Whose data it is, as an SQL expression over the row.
        author: Who wrote it or asks for it.
        counterpart: The other person whom it names.
        prescription: The prescription it belongs to.
        at: When it happened.
        hospital: Whose record it is.
        listed: Whether it stands in the directory of doctors.
        begun: What holds of a row that is created, where its status says more.
        accepted: What holds of a row that was accepted.
        ended: What holds of a row that was ended.
        begins_again: Whether a row may come to be as if created anew.
    """

    type: ResourceType
    patient: str = "patient_id"
    author: str = "NULL::uuid"
    counterpart: str = "NULL::uuid"
    prescription: str = "NULL::uuid"
    at: str = "NULL::timestamptz"
    hospital: str = "NULL::uuid"
    listed: str = "false"
    begun: str | None = None
    accepted: str | None = None
    ended: str | None = None
    begins_again: bool = False
    besides: ResourceType | None = None

    @property
    def types(self) -> frozenset[ResourceType]:
        """
        All that a row may be taken for; whoever may do something with one of them, may.
        """
        return frozenset({self.type} if self.besides is None else {self.type, self.besides})


GOVERNED: Mapping[str, Governed] = MappingProxyType(
    {
        "prescriptions": Governed(
            type=ResourceType.PRESCRIPTION, author="author_id", prescription="id", at="created_at"
        ),
        "prescription_versions": Governed(
            type=ResourceType.PRESCRIPTION,
            besides=ResourceType.COURSE,  # a version that goes on after a pause
            author="author_id",
            prescription="prescription_id",
            at="created_at",
        ),
        "medications": Governed(
            type=ResourceType.PRESCRIPTION,
            besides=ResourceType.COURSE,  # a version that goes on after a pause
            author="author_id",
            prescription="prescription_id",
            at="created_at",
        ),
        "proposals": Governed(
            type=ResourceType.PROPOSAL,
            author="author_id",
            prescription="prescription_id",
            at="proposed_at",
            begun="status = 'pending'",
            accepted="status = 'accepted'",
            ended="status IN ('declined', 'withdrawn', 'superseded')",
        ),
        "batches": Governed(type=ResourceType.BATCH, prescription="prescription_id"),
        "encounters": Governed(
            type=ResourceType.ENCOUNTER,
            author="author_id",
            at="occurred_at",
            hospital="hospital_id",
        ),
        "vital_readings": Governed(type=ResourceType.VITAL, at="measured_at"),
        "vital_bounds": Governed(type=ResourceType.VITAL),
        "vital_alerts": Governed(type=ResourceType.VITAL_ALERT, at="since"),
        "documents": Governed(
            type=ResourceType.DOCUMENT,
            author="uploaded_by",
            at="uploaded_at",
            hospital="hospital_id",
        ),
        "data_keys": Governed(type=ResourceType.DATA_KEY),
        "erased_keys": Governed(type=ResourceType.DATA_KEY),
        "doses": Governed(type=ResourceType.DOSE, prescription="prescription_id", at="due_at"),
        # A day holds doses of many times: a chosen time does not open it.
        "dose_counts": Governed(type=ResourceType.ADHERENCE, prescription="prescription_id"),
        "audit_entries": Governed(type=ResourceType.AUDIT_TRAIL, author="actor_id", at='"at"'),
        "actors": Governed(
            type=ResourceType.STANDING,
            patient="account_id",
            listed="(role = 'DOCTOR' AND is_verified AND is_active)",
        ),
        "administrators": Governed(type=ResourceType.ADMINISTRATION, patient="account_id"),
        "hospital_patients": Governed(type=ResourceType.ADMISSION, hospital="hospital_id"),
        "connections": Governed(
            type=ResourceType.CONNECTION,
            author="initiator_id",
            counterpart="member_id",
            begun="status = 'PENDING'",
            accepted="status = 'ACCEPTED'",
            ended="status = 'REVOKED'",
            begins_again=True,
        ),
        "grants": Governed(type=ResourceType.GRANT, counterpart="grantee_id"),
        "grant_scopes": Governed(type=ResourceType.GRANT, counterpart="grantee_id"),
        "access_requests": Governed(
            type=ResourceType.ACCESS_REQUEST,
            author="requester_id",
            begun="status = 'PENDING'",
            accepted="status = 'APPROVED'",
            ended="status = 'CLOSED'",
        ),
        "invitations": Governed(type=ResourceType.INVITATION),
        "emergency_sessions": Governed(
            type=ResourceType.EMERGENCY_SESSION,
            author="doctor_id",
            begun="status = 'ACTIVE'",
            ended="status IN ('REVOKED', 'EXPIRED')",
        ),
        "notices": Governed(
            type=ResourceType.NOTICE, author="author_id", counterpart="recipient_id"
        ),
        "nudges": Governed(type=ResourceType.NUDGE, author="caregiver_id"),
        "doctor_notes": Governed(type=ResourceType.DOCTOR_NOTE, author="author_id"),
    }
)
"""
Every table that holds something about somebody. A new table has its place here or in
`WITHOUT_PATIENTS`; `find_leaks` names one that has neither.
"""


@attrs.frozen(kw_only=True)
class Shared:
    """
    Who may do what with a table that holds nothing about anybody.

    Args:
        everybody: The privileges of whoever acts; of whoever reads those that read.
        system: The privileges of the system's own jobs.
    """

    everybody: frozenset[str] = frozenset()
    system: frozenset[str] = frozenset()


WITHOUT_PATIENTS: Mapping[str, Shared] = MappingProxyType(
    {
        # Whoever opens a store is told that its database lacks a step.
        "alembic_version": Shared(everybody=frozenset({"SELECT"}), system=frozenset({"SELECT"})),
        # Its owner's trigger alone queues entries; how many wait is no secret.
        "audit_queue": Shared(
            everybody=frozenset({"SELECT (arrival)"}),
            system=frozenset({"SELECT", "DELETE"}),
        ),
        "audit_leaves": Shared(
            everybody=frozenset({"SELECT"}), system=frozenset({"SELECT", "INSERT"})
        ),
        "audit_head": Shared(
            everybody=frozenset({"SELECT"}), system=frozenset({"SELECT", "UPDATE"})
        ),
    }
)
"""
The tables that hold nothing about anybody.
"""
