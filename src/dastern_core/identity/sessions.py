"""
Sessions: one device's log-in, kept alive by refresh tokens that are used once.

A session's tokens are numbered. Each is a keyed digest of the session, its random root and
its number, so that no token is stored and none can be made from what is stored. A device
whose answer was lost, or which asked twice at once, gets the very same next token for ten
seconds. A token used after that was stolen from one of two holders: the session ends.

Source: RFC 9700, section 4.14.2; OWASP ASVS 5.0, 10.4.5 and 10.4.8.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NewType
from uuid import UUID

import attrs

from dastern_core.kernel import AccountId, Fault, InvalidInputError, require_aware, text_fault

__all__ = [
    "GRACE",
    "IDLE_LIFE",
    "REMEMBERED_LIFE",
    "SESSION_LIFE",
    "Refresh",
    "RefreshAnswer",
    "Session",
    "SessionEnd",
    "SessionId",
    "end_session",
    "open_session",
    "refresh_session",
    "session_named",
]

SessionId = NewType("SessionId", UUID)
"""
One log-in of one device: the family of its refresh tokens.
"""

SESSION_LIFE: Final = timedelta(days=7)
"""
How long a session lasts from its log-in, used or not (C05).
"""

REMEMBERED_LIFE: Final = timedelta(days=30)
"""
The same with "remember me" (AUTH-07, C05).
"""

IDLE_LIFE: Final = timedelta(days=7)
"""
How long a session lasts unused.
"""

GRACE: Final = timedelta(seconds=10)
"""
How long a used token still gives the next one, for an answer that was lost.
"""

_SECRET_BYTES = 32
_TOKEN = re.compile(
    r"(?P<session>[0-9a-f]{32})\.(?P<number>[0-9]{1,9})\.(?P<mac>[A-Za-z0-9_-]{43})"
)
_LONGEST_DEVICE = 100


class SessionEnd(Enum):
    """
    Why a session ended before its time.
    """

    LOGGED_OUT = "logged_out"
    ENDED_BY_OWNER = "ended_by_owner"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a reason, no password
    TOKEN_REUSED = "token_reused"  # noqa: S105 - a reason, no token
    ACCOUNT_CLOSED = "account_closed"


@attrs.frozen(kw_only=True)
class Session:
    """
    A log-in, as it is stored.

    Args:
        id: The session's own identifier.
        account_id: Whose.
        device: What its owner calls the device, to recognise it in a list.
        opened_at: When; aware.
        expires_at: When it ends at the latest.
        used_at: When it was last refreshed.
        root: 32 random bytes that its tokens are made from, beside the server's secret.
        number: Of the token that refreshes it next, from 0.
        ended_at: When it ended before its time, or None.
        end: Why, or None.
    """

    id: SessionId
    account_id: AccountId
    device: str
    opened_at: datetime
    expires_at: datetime
    used_at: datetime
    root: bytes = attrs.field(repr=False)
    number: int = 0
    ended_at: datetime | None = None
    end: SessionEnd | None = None

    def is_alive(self, *, now: datetime) -> bool:
        """
        Tell whether it can be refreshed: not ended, not too old, not idle for too long.
        """
        return self.ended_at is None and now < min(self.expires_at, self.used_at + IDLE_LIFE)


class RefreshAnswer(Enum):
    """
    What became of a refresh.
    """

    REFRESHED = "refreshed"
    REPEATED = "repeated"
    ENDED = "ended"
    REUSED = "reused"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Refresh:
    """
    The answer to a refresh, and what to store.

    Args:
        answer: ``REUSED`` is to be audited and told to the owner.
        token: The next refresh token; None where there is none.
        session: As it is to be stored, by a compare-and-set on its number; None where
            nothing changes.
    """

    answer: RefreshAnswer
    token: str | None = attrs.field(repr=False)
    session: Session | None


def session_named(token: str) -> SessionId | None:
    """
    Give the session that a refresh token names, to load it; None where it is no token.
    """
    found = _TOKEN.fullmatch(token)
    return SessionId(UUID(hex=found["session"])) if found else None


def open_session(
    *,
    session_id: SessionId,
    account_id: AccountId,
    device: str,
    is_remembered: bool,
    root: bytes,
    secret: bytes,
    now: datetime,
) -> tuple[Session, str]:
    """
    Open a session after a log-in.

    Args:
        session_id: Its identifier.
        account_id: Who logged in.
        device: What to call the device; at most 100 characters.
        is_remembered: Whether it lasts 30 days instead of 7.
        root: 32 bytes from a cryptographically secure source.
        secret: The server's own, at least 32 bytes; never stored beside the sessions.
        now: Aware.

    Returns:
        The session, and its first refresh token, which is shown once and never stored.

    Raises:
        InvalidInputError: The device's name is too long or cannot be stored, or root or
            secret has no fitting size.
    """
    require_aware(now, field="now")
    faults = []
    if len(device) > _LONGEST_DEVICE:
        remedy = f"Give at most {_LONGEST_DEVICE} characters."
        faults.append(Fault(field="device", problem="is too long", remedy=remedy))
    unstorable = text_fault(device, field="device")
    if unstorable is not None:
        faults.append(unstorable)
    if len(root) != _SECRET_BYTES:
        remedy = f"Draw {_SECRET_BYTES} bytes afresh."
        faults.append(Fault(field="root", problem="has another size", remedy=remedy))
    if faults:
        raise InvalidInputError(*faults)
    session = Session(
        id=session_id,
        account_id=account_id,
        device=device,
        opened_at=now,
        expires_at=now + (REMEMBERED_LIFE if is_remembered else SESSION_LIFE),
        used_at=now,
        root=root,
    )
    return session, _token(session, 0, secret)


def refresh_session(
    token: str, *, session: Session | None, secret: bytes, now: datetime
) -> Refresh:
    """
    Turn a refresh token into the next one.

    Args:
        token: As the device presents it.
        session: The session that it names, read anew; None where there is none.
        secret: The server's own, at least 32 bytes; never stored beside the sessions.
        now: Aware.

    Returns:
        The answer. Of several refreshes at once all get the same next token, whichever of
        them is stored; a token that the server never made changes nothing.

    Raises:
        InvalidInputError: The secret is too short.

    Source:
        Rules AUTH-05, AUTH-06, AUTH-34, C05; defect B021.
    """
    require_aware(now, field="now")
    found = _TOKEN.fullmatch(token)
    if session is None or found is None:
        return Refresh(answer=RefreshAnswer.UNKNOWN, token=None, session=None)
    number = int(found["number"])
    if not hmac.compare_digest(_token(session, number, secret), token):
        return Refresh(answer=RefreshAnswer.UNKNOWN, token=None, session=None)
    if not session.is_alive(now=now):
        return Refresh(answer=RefreshAnswer.ENDED, token=None, session=None)
    following = _token(session, number + 1, secret)
    if number == session.number:
        renewed = attrs.evolve(session, number=number + 1, used_at=now)
        return Refresh(answer=RefreshAnswer.REFRESHED, token=following, session=renewed)
    if number == session.number - 1 and now - session.used_at <= GRACE:
        return Refresh(answer=RefreshAnswer.REPEATED, token=following, session=None)
    ended = end_session(session, end=SessionEnd.TOKEN_REUSED, now=now)
    return Refresh(answer=RefreshAnswer.REUSED, token=None, session=ended)


def end_session(session: Session, *, end: SessionEnd, now: datetime) -> Session:
    """
    End a session; one that ended already keeps its first reason.

    Args:
        session: Any.
        end: Why.
        now: Aware.
    """
    if session.ended_at is not None:
        return session
    return attrs.evolve(session, ended_at=require_aware(now, field="now"), end=end)


def _token(session: Session, number: int, secret: bytes) -> str:
    if len(secret) < _SECRET_BYTES:
        remedy = f"Configure at least {_SECRET_BYTES} secret bytes; there is no default."
        raise InvalidInputError(Fault(field="secret", problem="is too short", remedy=remedy))
    name = f"{session.id.hex}.{number}"
    mac = hmac.digest(secret, session.root + name.encode(), hashlib.sha256)
    return f"{name}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
