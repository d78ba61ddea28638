"""
System entries: what the system puts on record without acting in somebody's name.

Whoever lets people in, and the system's own jobs, write entries about what others did: of this
moment, about people as what they act, and each of the two its own kinds. What somebody did
through the system's store, the service says; that they did it long ago, it cannot.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.permissions import ResourceType
from dastern_postgres.checks import CLOCK_TOLERANCE, lasting, near, words
from dastern_postgres.identity_rights import IDENTITY_ROLE

__all__ = ["SWEPT", "SYSTEM_ENTRIES"]

_LETTING_IN: Final = (
    AuditAction.ACCOUNT_SOFT_DELETE,
    AuditAction.BIOMETRIC_REGISTRATION,
    AuditAction.DOCTOR_REGISTRATION,
    AuditAction.DOCTOR_REVIEW,
    AuditAction.LOGIN_FAILED,
    AuditAction.LOGIN_SUCCESS,
    AuditAction.LOGOUT,
    AuditAction.OTP_GENERATED,
    AuditAction.OTP_VERIFICATION_FAILED,
    AuditAction.OTP_VERIFICATION_SUCCESS,
    AuditAction.PASSWORD_CHANGE,
    AuditAction.PATIENT_REGISTRATION,
    AuditAction.SESSION_REVOKED,
    AuditAction.STAFF_APPOINTMENT,
)
_AT: Final = 'NEW."at"'

SYSTEM_ENTRIES: Mapping[str, str] = MappingProxyType(
    {
        # What nobody did, a job may write down later: that a session is over (EPE-13).
        "is put on record as it happens": (
            f"{near(_AT)} OR {_AT} < asked_at()"
            f" AND NEW.actor_id IS NULL AND current_user <> '{IDENTITY_ROLE}'"
        ),
        "is for its writer to tell": (
            f"CASE current_user WHEN '{IDENTITY_ROLE}' THEN NEW.action IN {words(_LETTING_IN)}"
            f" OR NEW.action = '{AuditAction.DATA_ACCESS.value}'"
            f" AND NEW.resource_type = '{ResourceType.STANDING.value}'"
            f" ELSE NEW.action NOT IN {words(_LETTING_IN)} END"
        ),
        "names people as what they act": (
            f"NEW.actor_id IS NULL AND NEW.actor_role = '{ActorRole.SYSTEM.value}'"  # noqa: S608 - names of this library
            f" OR NEW.actor_role = '{ActorRole.PATIENT.value}' AND NEW.patient_id = NEW.actor_id"
            " OR NEW.actor_role = (SELECT role FROM actors WHERE account_id = NEW.actor_id)"
        ),
    }
)
"""
What must hold of such an entry, by the name that a refusal gives.
"""

SWEPT: Final = (
    f"NEW.action = '{AuditAction.DOSE_MISSED.value}' AND NEW.actor_id IS NULL"
    f" AND NEW.actor_role = '{ActorRole.SYSTEM.value}' AND current_user <> '{IDENTITY_ROLE}'"
    f" AND {_AT} <= asked_at() + {lasting(CLOCK_TOLERANCE)}"
)
"""
What the sweep writes of a missed dose: it holds all of `SYSTEM_ENTRIES`.
"""
