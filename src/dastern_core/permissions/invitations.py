"""
Invitations: a short code that a patient shows, and that connects once.

The code is drawn by the caller's source of randomness; what is stored is a keyed hash, so
that a stolen table names no code. An invitation lives 24 hours and works once (C29).
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import ClassVar

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    InvalidInputError,
    NotPermittedError,
    PatientId,
    require_aware,
)
from dastern_core.permissions.levels import AccessLevel, ConnectionKind

__all__ = [
    "CODE_ALPHABET",
    "CODE_ENTROPY_BYTES",
    "CODE_LENGTH",
    "INVITATION_LIFETIME",
    "INVITATION_RETENTION",
    "LARGEST_INVITATION_RATE",
    "Invitation",
    "InvitationExpiredError",
    "InvitationInvalidError",
    "InvitationRateError",
    "InvitationUsedError",
    "code_from",
    "hash_code",
    "invite",
    "use",
]

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""
31 characters that nobody confuses: without 0, O, 1, I and L (C29).
"""

CODE_LENGTH = 10
"""
How many characters a code has: 49 bits, of the 8 to 12 characters of CON-18.
"""

CODE_ENTROPY_BYTES = 32
"""
How many random bytes make a code; so many more than it needs that each code is as likely.
"""

INVITATION_LIFETIME = timedelta(hours=24)
"""
How long an invitation lives (CON-18, C29).
"""

INVITATION_RETENTION = timedelta(hours=48)
"""
After how long every invitation is deleted, used or not (CON-24).
"""

LARGEST_INVITATION_RATE = 5
"""
How many invitations a patient may make in an hour (CON-20).
"""

_SHORTEST_KEY = 32  # bytes: as long as the hash (RFC 2104, section 3)
_LONGEST_TYPED = 32  # characters; a code with spaces and hyphens is shorter


class InvitationInvalidError(NotPermittedError):
    """
    No invitation has this code.
    """

    code: ClassVar[str] = "token_invalid"


class InvitationExpiredError(NotPermittedError):
    """
    The invitation's 24 hours are over.
    """

    code: ClassVar[str] = "token_expired"


class InvitationUsedError(NotPermittedError):
    """
    The invitation has connected somebody already.
    """

    code: ClassVar[str] = "token_already_used"


class InvitationRateError(NotPermittedError):
    """
    The patient has made too many invitations within an hour.
    """

    code: ClassVar[str] = "rate_limit_exceeded"


@attrs.frozen(kw_only=True)
class Invitation:
    """
    What a code stands for.

    Args:
        code_hash: The keyed hash of the code, 32 bytes.
        patient_id: Who invites.
        kind: As what the guest will be connected (CON-26).
        level: What the patient has in mind to allow; confirmed on approval (CON-22).
        created_at: When it was made; aware.
        expires_at: When it stops working; aware.
        used_at: When it was used; None before.
        used_by: By whom; None before.

    Raises:
        InvalidInputError: The hash has another length, an instant is naive, or use and
            user contradict each other.
    """

    code_hash: bytes = attrs.field(repr=False)
    patient_id: PatientId
    kind: ConnectionKind
    level: AccessLevel
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: AccountId | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse an invitation that contradicts itself.
        """
        require_aware(self.created_at, field="created_at")
        require_aware(self.expires_at, field="expires_at")
        faults = []
        if len(self.code_hash) != hashlib.sha256().digest_size:
            remedy = "Use hash_code."
            faults.append(Fault(field="code_hash", problem="is no hash", remedy=remedy))
        if (self.used_at is None) is not (self.used_by is None):
            remedy = "Give both when it was used and by whom, or neither."
            faults.append(Fault(field="used_by", problem="contradicts used_at", remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)


def code_from(randomness: bytes) -> str:
    """
    Spell random bytes as a code.

    Args:
        randomness: 32 bytes from a cryptographically secure source.

    Returns:
        10 characters of an alphabet without look-alikes: 49 bits.

    Raises:
        InvalidInputError: There are more or fewer bytes.

    Example:
        >>> code_from(bytes([0] * 31 + [32]))
        '2222222233'
    """
    if len(randomness) != CODE_ENTROPY_BYTES:
        remedy = f"Draw {CODE_ENTROPY_BYTES} random bytes for each code."
        fault = Fault(field="randomness", problem=f"is {len(randomness)} bytes", remedy=remedy)
        raise InvalidInputError(fault)
    number, letters = int.from_bytes(randomness), ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_ALPHABET))
        letters += CODE_ALPHABET[place]
    return letters[::-1]


def hash_code(code: str, *, key: bytes) -> bytes:
    """
    Hash a code as it was typed, for storing and finding it.

    Args:
        code: In either case, spaces and hyphens left out or not.
        key: Secret, at least 32 bytes, kept outside the database.

    Returns:
        HMAC-SHA-256, 32 bytes.

    Raises:
        InvalidInputError: The key is short.
        InvitationInvalidError: The text cannot be a code.
    """
    if len(key) < _SHORTEST_KEY:
        remedy = f"Give a secret of at least {_SHORTEST_KEY} random bytes."
        raise InvalidInputError(Fault(field="key", problem="is short", remedy=remedy))
    plain = code.upper().replace(" ", "").replace("-", "") if len(code) <= _LONGEST_TYPED else ""
    if len(plain) != CODE_LENGTH or set(plain) - set(CODE_ALPHABET):
        message = f"a code has {CODE_LENGTH} letters and digits: please check it"
        raise InvitationInvalidError(message)
    return hmac.digest(key, plain.encode(), "sha256")


def invite(
    code_hash: bytes,
    kind: ConnectionKind,
    *,
    patient_id: PatientId,
    level: AccessLevel,
    made_last_hour: int,
    now: datetime,
) -> Invitation:
    """
    Make an invitation.

    Args:
        code_hash: From `hash_code`.
        kind: For a doctor or a relative.
        patient_id: Who invites.
        level: What the patient has in mind to allow.
        made_last_hour: How many the patient has made within the last hour.
        now: When; aware.

    Raises:
        InvitationRateError: It would be the sixth within an hour (CON-20).
        InvalidInputError: The hash has another length.
    """
    if made_last_hour >= LARGEST_INVITATION_RATE:
        message = f"{LARGEST_INVITATION_RATE} invitations an hour are enough: try again later"
        raise InvitationRateError(message)
    return Invitation(
        code_hash=code_hash,
        patient_id=patient_id,
        kind=kind,
        level=level,
        created_at=now,
        expires_at=require_aware(now, field="now") + INVITATION_LIFETIME,
    )


def use(invitation: Invitation, *, by: AccountId, now: datetime) -> Invitation:
    """
    Use an invitation, the one time.

    Raises:
        InvitationUsedError: It was used.
        InvitationExpiredError: Its time is over, to the instant.
    """
    if invitation.used_at is not None:
        message = "This code has already been used. Please request a new code."
        raise InvitationUsedError(message)
    if now >= invitation.expires_at:
        message = "This code has expired. Please ask the patient for a new code."
        raise InvitationExpiredError(message)
    return attrs.evolve(invitation, used_at=now, used_by=by)
