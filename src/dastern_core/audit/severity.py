"""
Severity: how much an entry asks to be looked at, and of which kind it is.

The hospital's names stand for what this log calls otherwise: what was refused is its
``PERMISSION_DENIED``, a document that was retired its ``DOCUMENT_DELETED``, and reading a
patient's data its ``PATIENT_DATA_ACCESSED``.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from dastern_core.audit.entries import AuditAction, AuditEntry

__all__ = ["Category", "Severity", "category_of", "severity_of"]


class Severity(Enum):
    """
    How much an entry asks to be looked at.
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Category(Enum):
    """
    Of which kind what was done is.
    """

    AUTH = "auth"
    PROFILE = "profile"
    MEDICAL = "medical"
    EMERGENCY = "emergency"
    SYSTEM = "system"


_SEVERITIES: Final[Mapping[AuditAction, Severity]] = MappingProxyType(
    {
        AuditAction.LOGIN_FAILED: Severity.HIGH,
        AuditAction.EMERGENCY_ACCESS_ATTEMPT: Severity.HIGH,
        AuditAction.EMERGENCY_SESSION_CREATED: Severity.HIGH,
        AuditAction.ACCOUNT_SOFT_DELETE: Severity.HIGH,
        AuditAction.DATA_ERASED: Severity.HIGH,  # more than a document that is deleted
        AuditAction.LOGIN_SUCCESS: Severity.MEDIUM,
        AuditAction.ENCOUNTER_CREATE: Severity.MEDIUM,
        AuditAction.ENCOUNTER_UPDATE: Severity.MEDIUM,
        AuditAction.DOCUMENT_UPLOADED: Severity.MEDIUM,
        AuditAction.DATA_ACCESS: Severity.MEDIUM,
        AuditAction.EMERGENCY_SESSION_REVOKED: Severity.MEDIUM,
    }
)

_CATEGORIES: Final[Mapping[AuditAction, Category]] = MappingProxyType(
    {
        AuditAction.LOGIN_SUCCESS: Category.AUTH,
        AuditAction.LOGIN_FAILED: Category.AUTH,
        AuditAction.LOGOUT: Category.AUTH,
        AuditAction.SESSION_REVOKED: Category.AUTH,
        AuditAction.OTP_GENERATED: Category.AUTH,
        AuditAction.OTP_VERIFICATION_SUCCESS: Category.AUTH,
        AuditAction.OTP_VERIFICATION_FAILED: Category.AUTH,
        AuditAction.PASSWORD_CHANGE: Category.AUTH,
        AuditAction.BIOMETRIC_REGISTRATION: Category.AUTH,
        AuditAction.PATIENT_REGISTRATION: Category.AUTH,
        AuditAction.DOCTOR_REGISTRATION: Category.AUTH,
        AuditAction.CONNECTION_REQUEST: Category.PROFILE,
        AuditAction.CONNECTION_ACCEPT: Category.PROFILE,
        AuditAction.CONNECTION_REVOKE: Category.PROFILE,
        AuditAction.DOCTOR_DISCONNECT: Category.PROFILE,
        AuditAction.PERMISSION_CHANGE: Category.PROFILE,
        AuditAction.ACCOUNT_SOFT_DELETE: Category.PROFILE,
        AuditAction.PRESCRIPTION_CREATE: Category.MEDICAL,
        AuditAction.PRESCRIPTION_UPDATE: Category.MEDICAL,
        AuditAction.PRESCRIPTION_CONFIRM: Category.MEDICAL,
        AuditAction.PRESCRIPTION_RETAKE: Category.MEDICAL,
        AuditAction.PRESCRIPTION_SCANNED: Category.MEDICAL,
        AuditAction.DOSE_TAKEN: Category.MEDICAL,
        AuditAction.DOSE_SKIPPED: Category.MEDICAL,
        AuditAction.DOSE_MISSED: Category.MEDICAL,
        AuditAction.DATA_ACCESS: Category.MEDICAL,
        AuditAction.DOCTOR_NOTE_CREATE: Category.MEDICAL,
        AuditAction.DOCTOR_NOTE_UPDATE: Category.MEDICAL,
        AuditAction.VITAL_RECORDED: Category.MEDICAL,
        AuditAction.VITAL_UPDATE: Category.MEDICAL,
        AuditAction.PATIENT_ADMITTED: Category.MEDICAL,
        AuditAction.ENCOUNTER_CREATE: Category.MEDICAL,
        AuditAction.ENCOUNTER_UPDATE: Category.MEDICAL,
        AuditAction.DOCUMENT_UPLOADED: Category.MEDICAL,
        AuditAction.DOCUMENT_DOWNLOADED: Category.MEDICAL,
        AuditAction.DOCUMENT_UPDATE: Category.MEDICAL,
        AuditAction.EMERGENCY_TRIGGERED: Category.EMERGENCY,
        AuditAction.EMERGENCY_ACCESS_ATTEMPT: Category.EMERGENCY,
        AuditAction.EMERGENCY_SESSION_CREATED: Category.EMERGENCY,
        AuditAction.EMERGENCY_SESSION_REVOKED: Category.EMERGENCY,
        AuditAction.EMERGENCY_SESSION_EXPIRED: Category.EMERGENCY,
    }
)


def severity_of(entry: AuditEntry) -> Severity:
    """
    Say how much an entry asks to be looked at.

    Source:
        Rule AUD-13; an erasure, which that list does not know, is high.
    """
    details = dict(entry.details)
    refused = entry.action is AuditAction.DATA_ACCESS and "refused" in details
    retired = entry.action is AuditAction.DOCUMENT_UPDATE and details.get("status") == "retired"
    if refused or retired:
        return Severity.HIGH
    return _SEVERITIES.get(entry.action, Severity.LOW)


def category_of(action: AuditAction) -> Category:
    """
    Say of which kind an action is; what belongs to no person's record is the system's.

    Source:
        Rule AUD-13.
    """
    return _CATEGORIES.get(action, Category.SYSTEM)
