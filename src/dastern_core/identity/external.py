"""
External identities: somebody whom Google knows, by a verified ID token.

Fetching keys and verifying the signature is left to ``dastern_core.ports.id_tokens``. A
client chooses neither role nor account: an address that Google has not verified links to
nobody, and whoever is new becomes a patient (C58, B014).

Source: OpenID Connect Core 1.0, section 3.1.3.7.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import ClassVar, Final

import attrs

from dastern_core.identity.access import CLOCK_SKEW
from dastern_core.identity.accounts import Account, AccountStatus
from dastern_core.identity.identifiers import Channel, Identifier, parse_identifier
from dastern_core.kernel import AccountId, ActorRole, Language, NotPermittedError, require_aware

__all__ = [
    "GOOGLE_ISSUERS",
    "ExternalIdentity",
    "IdTokenError",
    "external_account",
    "google_identity",
]

GOOGLE_ISSUERS: Final = frozenset({"accounts.google.com", "https://accounts.google.com"})
"""
The two spellings of the issuer that Google documents.
"""


_LONGEST_NAME = 100


class IdTokenError(NotPermittedError):
    """
    The ID token proves nobody to this service.
    """

    code: ClassVar[str] = "id_token_refused"


@attrs.frozen(kw_only=True)
class ExternalIdentity:
    """
    Whom the provider vouches for.

    Args:
        subject: The provider's own identifier of the person, which never changes.
        email: Their verified address.
        name: What they are called there, or None.
    """

    subject: str
    email: Identifier
    name: str | None = attrs.field(repr=False)


def google_identity(
    claims: Mapping[str, object], *, client_id: str, nonce: str, now: datetime
) -> ExternalIdentity:
    """
    Read the claims of a Google ID token whose signature is verified.

    Args:
        claims: The JSON object.
        client_id: Our own client, which the token must be for.
        nonce: What was sent along when the log-in began; a token is good for one log-in.
        now: Aware.

    Raises:
        IdTokenError: It is from somebody else, for somebody else, of another log-in or
            another time, or its address is not verified.

    Source:
        Rule AUTH-28.
    """
    require_aware(now, field="now")
    subject, email, name = (claims.get(key) for key in ("sub", "email", "name"))
    problems = {
        "is not Google's": claims.get("iss") not in GOOGLE_ISSUERS,
        "is for another service": claims.get("aud") != client_id,
        "is of another log-in": not nonce or claims.get("nonce") != nonce,
        "is not valid at this time": not _is_current(claims, now),
        "has no verified address": claims.get("email_verified") is not True
        or not isinstance(email, str),
        "names nobody": not isinstance(subject, str) or not subject,
    }
    found = [problem for problem, is_so in problems.items() if is_so]
    if found:
        message = f"the ID token {found[0]}: log in again"
        raise IdTokenError(message)
    try:
        identifier = parse_identifier(str(email), field="email")
    except ValueError as error:
        message = "the ID token has no verified address: log in again"
        raise IdTokenError(message) from error
    if identifier.channel is not Channel.EMAIL:
        message = "the ID token has no verified address: log in again"
        raise IdTokenError(message)
    return ExternalIdentity(
        subject=str(subject), email=identifier, name=name if isinstance(name, str) else None
    )


def external_account(
    identity: ExternalIdentity, *, account_id: AccountId, language: Language
) -> Account:
    """
    Make the account of somebody new whom another service vouches for: a patient's (C58).

    Args:
        identity: Whom it vouches for.
        account_id: The account's identifier.
        language: What they asked to be spoken to in.
    """
    name = (identity.name or "").strip() or identity.email.value.partition("@")[0]
    return Account(
        id=account_id,
        role=ActorRole.PATIENT,
        status=AccountStatus.ACTIVE,
        identifiers=(identity.email,),
        name=name[:_LONGEST_NAME],
        language=language,
    )


def _is_current(claims: Mapping[str, object], now: datetime) -> bool:
    issued, expires = claims.get("iat"), claims.get("exp")
    if type(issued) is not int or type(expires) is not int:
        return False
    try:
        issued_at, expires_at = (datetime.fromtimestamp(one, tz=UTC) for one in (issued, expires))
    except (OverflowError, OSError, ValueError):
        return False
    return issued_at - CLOCK_SKEW <= now < expires_at
