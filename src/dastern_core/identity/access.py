"""
Access tokens: what one says, for a quarter of an hour.

Signing and verifying is left to ``dastern_core.ports.access_tokens``, with one pinned
asymmetric algorithm; what the verified claims must say is decided here.

Source: RFC 8725 (best practices for JWT), RFC 9068 (access tokens), OWASP ASVS 5.0, 9.1 and 9.2.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final, NewType
from uuid import UUID

import attrs

from dastern_core.identity.accounts import Account, Entry, entry_of
from dastern_core.identity.sessions import SessionId
from dastern_core.kernel import (
    AccountId,
    ActorRole,
    Fault,
    InvalidInputError,
    Language,
    NotPermittedError,
    parse_id,
    require_aware,
)

__all__ = [
    "ACCESS_LIFE",
    "ACCESS_TYPE",
    "CLOCK_SKEW",
    "AccessClaims",
    "AccessTokenError",
    "Audience",
    "TokenId",
    "claims_for",
    "claims_value",
    "parse_claims",
]

TokenId = NewType("TokenId", UUID)
"""
One access token, by which it can be revoked.
"""

ACCESS_LIFE: Final = timedelta(minutes=15)
"""
C04: short, because an access token cannot be taken back.
"""

ACCESS_TYPE: Final = "at+jwt"
"""
The header's ``typ``, by which no other token passes for this one (RFC 9068, section 2.1).
"""

CLOCK_SKEW: Final = timedelta(seconds=10)
"""
How far the clocks of two servers may differ.
"""


class AccessTokenError(NotPermittedError):
    """
    The token gives no access: it is not ours, not for here, not yet or no longer valid.
    """

    code: ClassVar[str] = "access_token_refused"


@attrs.frozen(kw_only=True)
class Audience:
    """
    Between whom tokens pass (AUTH-04).

    Args:
        issuer: Who signs them.
        audience: For whom.
    """

    issuer: str = "dastern.com"
    audience: str = "dastern-mobile-app"


@attrs.frozen(kw_only=True)
class AccessClaims:
    """
    Who holds an access token, and until when.

    Args:
        id: The token's own identifier.
        account_id: Who.
        session_id: In which session.
        role: As what.
        language: What they are spoken to in.
        is_waiting: Whether they wait for verification and have no right yet (C59).
        issued_at: When; whole seconds.
        expires_at: Until when, not included.
    """

    id: TokenId
    account_id: AccountId
    session_id: SessionId
    role: ActorRole
    language: Language
    is_waiting: bool
    issued_at: datetime
    expires_at: datetime


def claims_for(
    account: Account, *, session_id: SessionId, token_id: TokenId, now: datetime
) -> AccessClaims:
    """
    Say what a new access token says.

    Args:
        account: Read anew at log-in and at each refresh (AUTH-08).
        session_id: The session it belongs to.
        token_id: The token's identifier.
        now: Aware; its fraction of a second is dropped.

    Raises:
        NotPermittedError: The account was rejected or closed.
    """
    entry = entry_of(account)
    if entry not in {Entry.FULL, Entry.WAITING}:
        message = "the account is not active: ask whoever runs the service"
        raise NotPermittedError(message)
    issued = require_aware(now, field="now").astimezone(UTC).replace(microsecond=0)
    return AccessClaims(
        id=token_id,
        account_id=account.id,
        session_id=session_id,
        role=account.role,
        language=account.language,
        is_waiting=entry is Entry.WAITING,
        issued_at=issued,
        expires_at=issued + ACCESS_LIFE,
    )


def claims_value(claims: AccessClaims, *, between: Audience) -> dict[str, object]:
    """
    Give claims as the JSON object that is signed (RFC 7519, section 4.1).
    """
    return {
        "iss": between.issuer,
        "aud": between.audience,
        "sub": str(claims.account_id),
        "sid": str(claims.session_id),
        "jti": str(claims.id),
        "iat": int(claims.issued_at.timestamp()),
        "nbf": int(claims.issued_at.timestamp()),
        "exp": int(claims.expires_at.timestamp()),
        "role": claims.role.value,
        "lang": claims.language.value,
        "waiting": claims.is_waiting,
    }


def parse_claims(value: Mapping[str, object], *, between: Audience, now: datetime) -> AccessClaims:
    """
    Read the claims of a token whose signature and type are verified.

    Args:
        value: The JSON object.
        between: Who must have signed it, and for whom.
        now: Aware.

    Raises:
        AccessTokenError: A claim is missing, of another type, or says another place or time.
    """
    require_aware(now, field="now")
    if value.get("iss") != between.issuer or value.get("aud") != between.audience:
        message = "the token is for somewhere else: log in again"
        raise AccessTokenError(message)
    try:
        claims = AccessClaims(
            id=parse_id(TokenId, _text(value, "jti")),
            account_id=parse_id(AccountId, _text(value, "sub")),
            session_id=parse_id(SessionId, _text(value, "sid")),
            role=ActorRole(value.get("role")),
            language=Language(value.get("lang")),
            is_waiting=_truth(value, "waiting"),
            issued_at=_moment(value, "iat"),
            expires_at=_moment(value, "exp"),
        )
        starts_at = _moment(value, "nbf")
    except ValueError as error:
        message = "the token does not say what a token of ours says: log in again"
        raise AccessTokenError(message) from error
    if not starts_at - CLOCK_SKEW <= now < claims.expires_at:
        message = "the token is not valid at this time: refresh it"
        raise AccessTokenError(message)
    if claims.expires_at - claims.issued_at > ACCESS_LIFE:
        message = "the token lasts longer than a token of ours: log in again"
        raise AccessTokenError(message)
    return claims


def _claim_error(name: str) -> InvalidInputError:
    return InvalidInputError(Fault(field=name, problem="is no such claim", remedy="Log in again."))


def _text(value: Mapping[str, object], name: str) -> str:
    text = value.get(name)
    if not isinstance(text, str):
        raise _claim_error(name)
    return text


def _truth(value: Mapping[str, object], name: str) -> bool:
    truth = value.get(name)
    if not isinstance(truth, bool):
        raise _claim_error(name)
    return truth


def _moment(value: Mapping[str, object], name: str) -> datetime:
    number = value.get(name)
    if type(number) is not int:
        raise _claim_error(name)
    try:
        return datetime.fromtimestamp(number, tz=UTC)
    except (OverflowError, OSError) as error:
        raise _claim_error(name) from error
