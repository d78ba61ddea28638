"""
One-time codes: six digits that prove an identifier once, for one purpose.

A code is stored as a keyed digest. Wrong guesses and messages are counted for the
identifier and whence they come, not for the code: asking for another code gives no guesser
another try (C09), and no stranger uses up what the owner may try. What unknown devices try
together in a day is limited besides. Drawing the digits and sending them are left to the
caller, and an unknown identifier is answered like a known one (EPA-07).

Source: OWASP ASVS 5.0, 6.5.1 to 6.6.3.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from typing import ClassVar, Final, NewType
from uuid import UUID

import attrs

from dastern_core.identity.identifiers import Identifier
from dastern_core.kernel import ConflictError, Fault, InvalidInputError, require_aware

__all__ = [
    "CODE_DIGITS",
    "CODE_LIFE",
    "MOST_CODES_A_DAY",
    "MOST_GUESSES",
    "MOST_GUESSES_A_DAY",
    "Challenge",
    "ChallengeId",
    "CodeAnswer",
    "CodeUse",
    "OtpPurpose",
    "TooManyCodesError",
    "day_of",
    "draw_code",
    "issue_code",
    "use_code",
]

ChallengeId = NewType("ChallengeId", UUID)
"""
One code that was sent.
"""

CODE_DIGITS: Final = 6
"""
C07; 10**6 is just under 20 bits, which ASVS 6.5.4 allows with rate limits.
"""

CODE_LIFE: Final = timedelta(minutes=5)
"""
C08.
"""

MOST_GUESSES: Final = 5
"""
Wrong guesses from one place before it rests for a quarter of an hour (C09).
"""

MOST_GUESSES_A_DAY: Final = 50
"""
Wrong guesses of all unknown devices together at one identifier in a day. With a telephone
number and an e-mail address an account stands at most the hundred of NIST SP 800-63B-4,
section 3.2.2; then a code alone lets no unknown device in that day.
"""

MOST_CODES_A_DAY: Final = 100
"""
Codes that all unknown devices together may have sent to one identifier in a day.
"""

_COOLDOWN = timedelta(seconds=60)
_DAY = timedelta(days=1)
# How many from one place: codes (C09), and guesses; so that one place uses up no day's whole.
_CODES_WITHIN = ((3, timedelta(hours=1)), (10, _DAY))
_GUESSES_WITHIN = ((MOST_GUESSES, timedelta(minutes=15)), (10, _DAY))
_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")
_LEAST_PEPPER_BYTES = 32
_RANDOM_BYTES = 16


class OtpPurpose(Enum):
    """
    What a code is good for; it is good for nothing else (EPA-05).
    """

    REGISTRATION = "registration"
    LOGIN = "login"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose, no password
    EMERGENCY_ACCESS = "emergency_access"
    OPERATOR_LOGIN = "operator_login"


class TooManyCodesError(ConflictError):
    """
    No code is sent now.

    Args:
        retry_at: When one may be asked for again.
    """

    code: ClassVar[str] = "too_many_codes"

    def __init__(self, *, retry_at: datetime) -> None:
        super().__init__("too many codes were asked for: wait before asking again")
        self.retry_at = retry_at


@attrs.frozen(kw_only=True)
class Challenge:
    """
    A code that was sent, without the code.

    Args:
        id: Its own identifier; the digest is bound to it.
        identifier: Whose identifier it proves.
        purpose: What it is good for.
        digest: HMAC-SHA-256 of identifier, purpose, device and code.
        issued_at: When it was sent; aware.
        guesses: When wrong codes were tried for it, oldest first.
        used_at: When it was used, or given up for a newer one.
        device: The known device or the network address that asked. The code is good there alone.
    """

    id: ChallengeId
    identifier: Identifier
    purpose: OtpPurpose
    digest: bytes = attrs.field(repr=False)
    issued_at: datetime
    guesses: tuple[datetime, ...] = ()
    used_at: datetime | None = None
    device: str = ""


class CodeAnswer(Enum):
    """
    What became of a code that was tried.
    """

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    RESTING = "resting"


@attrs.frozen(kw_only=True)
class CodeUse:
    """
    The answer to a tried code, and what to store.

    Args:
        answer: The answer; a stranger is told only right or not.
        challenge: The challenge as it is to be stored, or None where nothing changes.
    """

    answer: CodeAnswer
    challenge: Challenge | None


def draw_code(randomness: bytes) -> str:
    """
    Turn random bytes into six digits.

    Args:
        randomness: 16 bytes from a cryptographically secure source: with so many the first
            digits are no likelier than the last by any measure.

    Raises:
        InvalidInputError: The randomness has another size.

    Example:
        >>> draw_code(bytes(15) + b"7")
        '000055'
    """
    if len(randomness) != _RANDOM_BYTES:
        remedy = f"Draw {_RANDOM_BYTES} bytes afresh."
        fault = Fault(field="randomness", problem="has another size", remedy=remedy)
        raise InvalidInputError(fault)
    return f"{int.from_bytes(randomness, 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def issue_code(
    code: str,
    *,
    challenge_id: ChallengeId,
    identifier: Identifier,
    purpose: OtpPurpose,
    recent: Sequence[Challenge],
    pepper: bytes,
    now: datetime,
    device: str = "",
) -> Challenge:
    """
    Issue a code for a purpose.

    Args:
        code: Six digits from a cryptographically secure source (AUTH-24).
        challenge_id: The challenge's identifier.
        identifier: Whom it will be sent to.
        purpose: What it is good for.
        recent: The identifier's challenges of the last day from this device or address, of
            every purpose: no stranger uses up what the owner may ask.
        pepper: The server's secret, at least 32 bytes; never stored beside the digests.
        now: Aware.
        device: The known device or the network address that asks.

    Returns:
        The challenge to store; older ones of its purpose are good for nothing from now on.

    Raises:
        TooManyCodesError: The last code is younger than a minute, three were sent within
            the hour or ten within the day, or the place rests after wrong guesses.
        InvalidInputError: The code is not six digits, or the pepper too short.
    """
    require_aware(now, field="now")
    if not _CODE.fullmatch(code):
        remedy = f"Draw {CODE_DIGITS} digits from a secure source."
        raise InvalidInputError(Fault(field="code", problem="is no code", remedy=remedy))
    waits = [one.issued_at + _COOLDOWN for one in recent]
    waits += _waits((one.issued_at for one in recent), _CODES_WITHIN, now=now)
    waits += _rests(recent, now=now)
    retry_at = max(waits, default=now)
    if retry_at > now:
        raise TooManyCodesError(retry_at=retry_at)
    bound_to = (str(challenge_id), identifier.value, purpose.value, device)
    return Challenge(
        id=challenge_id,
        identifier=identifier,
        purpose=purpose,
        digest=_digest(code, bound_to, pepper),
        issued_at=now,
        device=device,
    )


def use_code(
    code: str,
    *,
    identifier: Identifier,
    purpose: OtpPurpose,
    recent: Sequence[Challenge],
    pepper: bytes,
    now: datetime,
) -> CodeUse:
    """
    Try a code; a right one works once.

    Args:
        code: As typed.
        identifier: Whose code it should be.
        purpose: What it is wanted for.
        recent: The identifier's challenges of the last day from this device or address, of
            every purpose.
        pepper: The secret with which it was issued.
        now: Aware; the server's own clock (ASVS 6.5.8).

    Returns:
        The answer, and the challenge to store with a compare-and-set on its guesses.
    """
    require_aware(now, field="now")
    open_ones = [one for one in recent if one.purpose is purpose and one.identifier == identifier]
    newest = max(open_ones, key=lambda one: one.issued_at, default=None)
    if _rests(recent, now=now):
        return CodeUse(answer=CodeAnswer.RESTING, challenge=None)
    if newest is None or newest.used_at is not None or now - newest.issued_at >= CODE_LIFE:
        return CodeUse(answer=CodeAnswer.EXPIRED, challenge=None)
    bound_to = (str(newest.id), identifier.value, purpose.value, newest.device)
    digest = _digest(code, bound_to, pepper)
    if hmac.compare_digest(digest, newest.digest):
        return CodeUse(answer=CodeAnswer.RIGHT, challenge=attrs.evolve(newest, used_at=now))
    guessed = attrs.evolve(newest, guesses=(*newest.guesses, now))
    return CodeUse(answer=CodeAnswer.WRONG, challenge=guessed)


def day_of(now: datetime) -> tuple[str, datetime]:
    """
    Give the day for which strangers are counted together: its name, and when it ends.

    Args:
        now: Aware; the day is that of UTC, whichever the owner lives in.
    """
    today = require_aware(now, field="now").astimezone(UTC).date()
    midnight = datetime.combine(today, time(), tzinfo=UTC)
    return today.isoformat(), midnight + _DAY


def _rests(recent: Sequence[Challenge], *, now: datetime) -> list[datetime]:
    guesses = (moment for one in recent for moment in one.guesses)
    return _waits(guesses, _GUESSES_WITHIN, now=now)


def _waits(
    moments: Iterable[datetime], limits: Iterable[tuple[int, timedelta]], *, now: datetime
) -> list[datetime]:
    known = sorted(moments)
    waits = []
    for most, window in limits:
        latest = [moment for moment in known if now - moment < window]
        if len(latest) >= most:
            waits.append(latest[-most] + window)
    return waits


def _digest(code: str, bound_to: tuple[str, ...], pepper: bytes) -> bytes:
    if len(pepper) < _LEAST_PEPPER_BYTES:
        remedy = f"Configure at least {_LEAST_PEPPER_BYTES} secret bytes; there is no default."
        raise InvalidInputError(Fault(field="pepper", problem="is too short", remedy=remedy))
    message = "\0".join((*bound_to, code)).encode("utf-8", "surrogatepass")
    return hmac.digest(pepper, message, hashlib.sha256)
