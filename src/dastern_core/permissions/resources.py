"""
Resources: what somebody wants to touch, and what they want to do with it.
"""

from datetime import datetime
from enum import Enum
from uuid import UUID

import attrs

from dastern_core.kernel import AccountId, HospitalId, PatientId

__all__ = ["Action", "Resource", "ResourceType"]


class Action(Enum):
    """
    What somebody wants to do with a thing.
    """

    READ = "READ"
    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    ACCEPT = "ACCEPT"
    """
    To agree to what somebody asks: a connection, an access.
    """

    END = "END"
    """
    To end it before its time, or to decline it.
    """


class ResourceType(Enum):
    """
    Every kind of thing that the system keeps about people.
    """

    PRESCRIPTION = "prescription"
    COURSE = "course"
    """
    Whether a prescription runs: confirmed, rejected, handed back, paused, stopped.
    """

    PROPOSAL = "proposal"
    """
    A doctor's change of what is in force, which waits for the patient.
    """

    URGENT_CHANGE = "urgent_change"
    """
    A doctor's change that is in force at once; the version that it makes is marked.
    """

    BATCH = "batch"
    DOSE = "dose"
    ADHERENCE = "adherence"
    VITAL = "vital"
    VITAL_ALERT = "vital_alert"
    ENCOUNTER = "encounter"
    DOCUMENT = "document"
    VISIBILITY = "visibility"
    """
    Whether a document is shown to others.
    """

    RETENTION = "retention"
    """
    Whether a document is in use or retired; nobody destroys it.
    """

    CRITICAL_INFO = "critical_info"
    APPOINTMENT = "appointment"
    DOCTOR_NOTE = "doctor_note"
    ACCOUNT = "account"
    """
    A person's own profile, with the emergency contact.
    """

    STANDING = "standing"
    """
    As what an account may act, and whether a doctor is verified.
    """

    ADMINISTRATION = "administration"
    """
    That an account administers.
    """

    ADMISSION = "admission"
    """
    That a hospital has a patient.
    """

    DATA_KEY = "data_key"
    """
    The wrapped key that seals a patient's documents.
    """

    NOTICE = "notice"
    """
    A message about a patient to one person.
    """

    AUDIT_TRAIL = "audit_trail"
    CONNECTION = "connection"
    GRANT = "grant"
    ACCESS_REQUEST = "access_request"
    INVITATION = "invitation"
    EMERGENCY_SESSION = "emergency_session"
    NUDGE = "nudge"
    SUBSCRIPTION = "subscription"
    PAYMENT = "payment"
    SEAT = "seat"
    """
    A place in the family plan of the patient named, for the other person named.
    """


@attrs.frozen(kw_only=True)
class Resource:
    """
    One thing, with all that a decision looks at.

    Args:
        type: Its kind.
        patient_id: Whose data it is; of a standing, the account's own identifier.
        author_id: Who wrote it or asks for it; None where nobody in particular did.
        counterpart_id: The other person whom it names: the member of a connection, the
            grantee, the doctor of an appointment.
        prescription_id: The prescription that it belongs to, if any.
        at: When it happened, for things that lie in time; aware.
        hospital_id: Whose record it is, for a hospital's.
        is_listed: Whether it stands in the directory of verified doctors (CON-38).
    """

    type: ResourceType
    patient_id: PatientId
    author_id: AccountId | None = None
    counterpart_id: AccountId | None = None
    prescription_id: UUID | None = None
    at: datetime | None = None
    hospital_id: HospitalId | None = None
    is_listed: bool = False
