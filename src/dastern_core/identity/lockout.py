"""
Lockout: wrong passwords stop a guesser, and cannot be used to shut somebody out.

Failures are counted apart for each origin, such as a network address or a device: five in
a row lock that origin for a quarter of an hour, and leave the owner's own devices alone.
Over all origins together one hundred in a row close the password way in, for devices that
never logged in before, until the owner proves the identifier by a one-time code.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

import attrs

from dastern_core.identity.identifiers import Identifier
from dastern_core.kernel import AccountId, Fault, InvalidInputError, require_aware

__all__ = [
    "FAILURES_AT_ONE_ORIGIN",
    "FAILURES_IN_ALL",
    "LOCK_TIME",
    "Admission",
    "Failures",
    "admit",
    "after_failure",
    "after_success",
    "stand_in",
]

_STAND_IN: Final = b"stand-in\0"  # no message of another use of the secret begins so
_LEAST_SECRET_BYTES: Final = 32
_UUID_BYTES: Final = 16

FAILURES_AT_ONE_ORIGIN: Final = 5
"""
After so many in a row an origin is locked (AUTH-09, C06).
"""

LOCK_TIME: Final = timedelta(minutes=15)
"""
How long an origin stays locked (C06).
"""

FAILURES_IN_ALL: Final = 100
"""
After so many in a row from anywhere an unknown device needs another proof: the most that
NIST SP 800-63B-4, section 3.2.2, allows.
"""


class Admission(Enum):
    """
    Whether a password may be tried.

    ``NEEDS_CODE``: not from this device; the owner can still get in by a one-time code.
    """

    OPEN = "open"
    LOCKED = "locked"
    NEEDS_CODE = "needs_code"


@attrs.frozen(kw_only=True)
class Failures:
    """
    Wrong passwords in a row: of one account from one origin, or of one account in all.

    Args:
        count: How many since the last right one, or since the last lock ended.
        locked_until: When the lock ends; None where there is none.
    """

    count: int = 0
    locked_until: datetime | None = None


def admit(*, here: Failures, in_all: Failures, is_known_device: bool, now: datetime) -> Admission:
    """
    Say whether a password may be tried, before it is looked at.

    Args:
        here: Failures from this origin.
        in_all: Failures from anywhere.
        is_known_device: Whether it logged in to this account before.
        now: Aware.
    """
    require_aware(now, field="now")
    if here.locked_until is not None and now < here.locked_until:
        return Admission.LOCKED
    if in_all.count >= FAILURES_IN_ALL and not is_known_device:
        return Admission.NEEDS_CODE
    return Admission.OPEN


def after_failure(failures: Failures, *, most: int | None, now: datetime) -> Failures:
    """
    Count a wrong password, or one that is about to be looked at.

    Args:
        failures: As they were; a lock that has ended starts the count anew (B017).
        most: After so many in a row it locks; None where the count alone matters.
        now: Aware.
    """
    ended = failures.locked_until is not None and failures.locked_until <= now
    count = 1 if ended else failures.count + 1
    locks = most is not None and count >= most
    return Failures(count=count, locked_until=now + LOCK_TIME if locks else None)


def stand_in(identifier: Identifier, *, secret: bytes) -> AccountId:
    """
    Give whom failures are counted for where nobody has this identifier.

    An unknown identifier locks and unlocks like a known one, so that no answer tells them
    apart (AUTH-11). It is an HMAC: without the secret nobody finds a telephone number by
    trying them all.

    Args:
        identifier: Which.
        secret: The server's own, at least 32 bytes; never stored beside the counts.

    Raises:
        InvalidInputError: The secret is too short.
    """
    if len(secret) < _LEAST_SECRET_BYTES:
        remedy = f"Configure at least {_LEAST_SECRET_BYTES} secret bytes; there is no default."
        raise InvalidInputError(Fault(field="secret", problem="is too short", remedy=remedy))
    digest = hmac.digest(secret, _STAND_IN + identifier.value.encode(), hashlib.sha256)
    return AccountId(UUID(bytes=digest[:_UUID_BYTES]))


def after_success() -> Failures:
    """
    Start the count anew after a right password (AUTH-09).
    """
    return Failures()
