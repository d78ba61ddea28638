"""
Audit entries: who did what to whose data, and when.

An entry is written in the transaction of what it records (AUD-10) and never changed
(AUD-03); both are the store's part. The log's tree holds no entry but its salted
digest, so that erasing an entry and its salt leaves every proof valid.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

import attrs

from dastern_core.kernel import (
    AccountId,
    ActorRole,
    EntryId,
    Fault,
    InvalidInputError,
    PatientId,
    canonical_bytes,
    parse_id,
    require_aware,
    text_fault,
)

__all__ = [
    "SALT_BYTES",
    "ActorRole",
    "AuditAction",
    "AuditEntry",
    "entry_bytes",
    "entry_json",
    "entry_of",
    "entry_value",
    "leaf",
    "parse_entry",
]

SALT_BYTES = 16
"""
The salt's size: 128 bits, the least that NIST SP 800-132, section 5.1, allows.
"""

_Member = TypeVar("_Member", bound=Enum)
_LONGEST_SALT = 255  # its length is written as one byte
_LONGEST_TEXTS = 10_000  # characters; an entry names what was touched, it does not carry it
_LONGEST_ENTRY = 65_536  # the same with each character escaped, and the names of the fields


class AuditAction(Enum):
    """
    What was done: the 19 actions of AUD-02, and those that scanning and paying add.
    """

    CONNECTION_REQUEST = "CONNECTION_REQUEST"
    CONNECTION_ACCEPT = "CONNECTION_ACCEPT"
    CONNECTION_REVOKE = "CONNECTION_REVOKE"
    PERMISSION_CHANGE = "PERMISSION_CHANGE"
    PRESCRIPTION_CREATE = "PRESCRIPTION_CREATE"
    PRESCRIPTION_UPDATE = "PRESCRIPTION_UPDATE"
    PRESCRIPTION_CONFIRM = "PRESCRIPTION_CONFIRM"
    PRESCRIPTION_RETAKE = "PRESCRIPTION_RETAKE"
    PRESCRIPTION_SCANNED = "PRESCRIPTION_SCANNED"
    DOSE_TAKEN = "DOSE_TAKEN"
    DOSE_SKIPPED = "DOSE_SKIPPED"
    DOSE_MISSED = "DOSE_MISSED"
    DATA_ACCESS = "DATA_ACCESS"
    NOTIFICATION_SENT = "NOTIFICATION_SENT"
    SUBSCRIPTION_CHANGE = "SUBSCRIPTION_CHANGE"
    PAYMENT_REQUESTED = "PAYMENT_REQUESTED"
    PAYMENT_CHANGE = "PAYMENT_CHANGE"
    DOCTOR_NOTE_CREATE = "DOCTOR_NOTE_CREATE"
    DOCTOR_NOTE_UPDATE = "DOCTOR_NOTE_UPDATE"
    DOCTOR_DISCONNECT = "DOCTOR_DISCONNECT"
    VITAL_RECORDED = "VITAL_RECORDED"
    VITAL_UPDATE = "VITAL_UPDATE"
    PATIENT_ADMITTED = "PATIENT_ADMITTED"
    ENCOUNTER_CREATE = "ENCOUNTER_CREATE"
    ENCOUNTER_UPDATE = "ENCOUNTER_UPDATE"
    DOCUMENT_UPLOADED = "DOCUMENT_UPLOADED"
    DOCUMENT_DOWNLOADED = "DOCUMENT_DOWNLOADED"
    DOCUMENT_UPDATE = "DOCUMENT_UPDATE"
    EMERGENCY_TRIGGERED = "EMERGENCY_TRIGGERED"
    EMERGENCY_ACCESS_ATTEMPT = "EMERGENCY_ACCESS_ATTEMPT"
    EMERGENCY_SESSION_CREATED = "EMERGENCY_SESSION_CREATED"
    EMERGENCY_SESSION_REVOKED = "EMERGENCY_SESSION_REVOKED"
    EMERGENCY_SESSION_EXPIRED = "EMERGENCY_SESSION_EXPIRED"
    PATIENT_REGISTRATION = "PATIENT_REGISTRATION"
    DOCTOR_REGISTRATION = "DOCTOR_REGISTRATION"
    DOCTOR_REVIEW = "DOCTOR_REVIEW"
    STAFF_APPOINTMENT = "STAFF_APPOINTMENT"
    LOGIN_SUCCESS = "LOGIN_SUCCESS"
    LOGIN_FAILED = "LOGIN_FAILED"
    LOGOUT = "LOGOUT"
    SESSION_REVOKED = "SESSION_REVOKED"
    OTP_GENERATED = "OTP_GENERATED"
    OTP_VERIFICATION_SUCCESS = "OTP_VERIFICATION_SUCCESS"
    OTP_VERIFICATION_FAILED = "OTP_VERIFICATION_FAILED"
    PASSWORD_CHANGE = "PASSWORD_CHANGE"  # noqa: S105 - an action, no password
    BIOMETRIC_REGISTRATION = "BIOMETRIC_REGISTRATION"
    ACCOUNT_SOFT_DELETE = "ACCOUNT_SOFT_DELETE"
    RECORDS_RETIRED = "RECORDS_RETIRED"
    DATA_ERASED = "DATA_ERASED"


def _pairs(
    details: Mapping[str, str] | Iterable[tuple[str, str]],
) -> tuple[tuple[str, str], ...]:
    given = details.items() if isinstance(details, Mapping) else details
    return tuple(sorted((key, value) for key, value in given))


@attrs.frozen(kw_only=True)
class AuditEntry:
    """
    One thing that was done.

    Args:
        id: The entry's own identifier.
        at: When it was done; aware.
        actor_id: Who did it; None where the system itself acted.
        actor_role: In which role; ``SYSTEM`` exactly where ``actor_id`` is None.
        action: What was done.
        patient_id: Whose data it concerns, whoever acted (AUD-06, C49).
        resource_type: What kind of thing was touched, such as ``"prescription"``.
        resource_id: Which one: an identifier, a bill number; not empty.
        details: More about it, as text by name, such as ``{"reason": "emergency"}``; a
            note's hash, never its content (AUD-08). Kept as pairs in the names' order.

    Raises:
        InvalidInputError: The instant is naive, a name is empty, two details share a name,
            the resource cannot be stored, the texts are longer than 10,000 characters
            together, or actor and role contradict each other.

    Source:
        Rules AUD-01, AUD-02, AUD-06.
    """

    id: EntryId
    at: datetime
    actor_id: AccountId | None
    actor_role: ActorRole
    action: AuditAction
    patient_id: PatientId
    resource_type: str
    resource_id: str
    details: tuple[tuple[str, str], ...] = attrs.field(converter=_pairs)

    def __attrs_post_init__(self) -> None:
        """
        Refuse an entry that nobody could read back, naming every fault.
        """
        require_aware(self.at, field="at")
        named = [("resource_type", self.resource_type), ("resource_id", self.resource_id)]
        unstorable = [text_fault(text, field=field) for field, text in named]
        named += [("details", name) for name, _ in self.details]
        remedy = "Give a name of at least one character."
        faults = [
            Fault(field=field, problem="is empty or has an empty name", remedy=remedy)
            for field, text in named
            if not text
        ]
        faults += [fault for fault in unstorable if fault is not None]
        texts = (*(text for _, text in named), *(text for _, text in self.details))
        if sum(map(len, texts)) > _LONGEST_TEXTS:
            problem = f"and the resource are longer than {_LONGEST_TEXTS} characters"
            remedy = "Name what was touched; do not copy it into the log."
            faults.append(Fault(field="details", problem=problem, remedy=remedy))
        if len(dict(self.details)) != len(self.details):
            remedy = "Give each detail once."
            faults.append(Fault(field="details", problem="names a detail twice", remedy=remedy))
        if (self.actor_id is None) is not (self.actor_role is ActorRole.SYSTEM):
            faults.append(
                Fault(
                    field="actor_role",
                    problem="contradicts actor_id",
                    remedy="Use SYSTEM where nobody acted, and only there.",
                )
            )
        if faults:
            raise InvalidInputError(*faults)


_FIELDS = {field.name for field in attrs.fields(AuditEntry)}


def entry_value(entry: AuditEntry) -> Mapping[str, object]:
    """
    Give an entry's fields by name, for a larger canonical text around it.
    """
    return attrs.asdict(entry, recurse=False) | {"details": dict(entry.details)}


def entry_bytes(entry: AuditEntry) -> bytes:
    """
    Spell an entry in its one canonical form.

    Returns:
        JSON with sorted keys, in UTF-8 (RFC 8785); instants in UTC with microseconds.
    """
    return canonical_bytes(entry_value(entry))


def entry_json(entry: AuditEntry) -> str:
    """
    Write an entry as the canonical JSON text that `parse_entry` reads.
    """
    return entry_bytes(entry).decode()


def parse_entry(text: str) -> AuditEntry:
    """
    Read an entry from its canonical JSON text.

    Args:
        text: What `entry_json` writes, and no other spelling of it: an audit log has no
            two ways to say one thing.

    Returns:
        The entry.

    Raises:
        InvalidInputError: The text is anything else; the first faulty field is named.
    """
    if len(text) > _LONGEST_ENTRY:
        raise _refused(field="entry", problem=f"is longer than {_LONGEST_ENTRY} characters")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(field="entry", problem="is not JSON") from error
    entry = entry_of(value)
    if entry_json(entry) != text:
        raise _refused(field="entry", problem="is not in canonical form")
    return entry


def entry_of(value: object) -> AuditEntry:
    """
    Read an entry from the JSON value of its canonical text.

    Args:
        value: What a JSON parser gave; that the text was canonical is the caller's check.

    Raises:
        InvalidInputError: The value is no entry; the first faulty field is named.
    """
    if not isinstance(value, dict) or value.keys() != _FIELDS:
        raise _refused(field="entry", problem="does not have exactly the fields of an entry")
    actor = None if value["actor_id"] is None else _text(value, "actor_id")
    details = value["details"]
    if not isinstance(details, dict):
        raise _refused(field="details", problem="is not text by name")
    return AuditEntry(
        id=parse_id(EntryId, _text(value, "id"), field="id"),
        at=_instant(_text(value, "at")),
        actor_id=None if actor is None else parse_id(AccountId, actor, field="actor_id"),
        actor_role=_member(ActorRole, value, "actor_role"),
        action=_member(AuditAction, value, "action"),
        patient_id=parse_id(PatientId, _text(value, "patient_id"), field="patient_id"),
        resource_type=_text(value, "resource_type"),
        resource_id=_text(value, "resource_id"),
        details={name: _text(details, name) for name in details},
    )


def leaf(entry: AuditEntry, salt: bytes) -> bytes:
    """
    Give what the log's tree holds of an entry: a digest that tells nothing about it.

    Args:
        entry: The entry.
        salt: Random, at least `SALT_BYTES` long, kept beside the entry and erased with it.

    Returns:
        32 bytes: SHA-256 over the salt's length as one byte, the salt, and the entry's
        canonical bytes. The length keeps salt and entry from running into each other.

    Raises:
        InvalidInputError: The salt is too short or longer than 255 bytes.
    """
    if not SALT_BYTES <= len(salt) <= _LONGEST_SALT:
        raise InvalidInputError(
            Fault(
                field="salt",
                problem=f"is {len(salt)} bytes long",
                remedy=f"Draw {SALT_BYTES} to {_LONGEST_SALT} random bytes for each entry.",
            )
        )
    return hashlib.sha256(bytes([len(salt)]) + salt + entry_bytes(entry)).digest()


def _text(value: Mapping[str, object], field: str) -> str:
    text = value[field]
    if not isinstance(text, str):
        raise _refused(field=field, problem="is not text")
    return text


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise _refused(field="at", problem="is not an instant") from error
    if instant.utcoffset() != timedelta(0):
        raise _refused(field="at", problem="is not in UTC")
    return instant


def _member(kind: type[_Member], value: Mapping[str, object], field: str) -> _Member:
    try:
        return kind(_text(value, field))
    except ValueError as error:
        raise _refused(field=field, problem="is not one of the declared names") from error


def _refused(*, field: str, problem: str) -> InvalidInputError:
    remedy = "Give one entry exactly as it was exported."
    return InvalidInputError(Fault(field=field, problem=problem, remedy=remedy))
