"""
Recovery: a new password for somebody who forgot theirs.

The answer to "forgot password" is the same whether or not the account exists (AUTH-26). A
right one-time code gives a reset token, of which only a digest is stored; using it clears
token and failures and ends every session.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import ClassVar, Final

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    InvalidInputError,
    NotPermittedError,
    require_aware,
)

__all__ = ["RESET_LIFE", "PasswordReset", "ResetTokenError", "begin_reset", "use_reset"]

RESET_LIFE: Final = timedelta(minutes=15)
"""
How long a reset token is good (AUTH-26).
"""

_TOKEN_BYTES = 32


class ResetTokenError(NotPermittedError):
    """
    The reset token is unknown, used or too old; which, nobody is told.
    """

    code: ClassVar[str] = "reset_token_refused"


@attrs.frozen(kw_only=True)
class PasswordReset:
    """
    A reset that was begun, as it is stored.

    Args:
        account_id: Whose password.
        digest: SHA-256 of the token; its 256 random bits need no slow hash.
        begun_at: When; aware.
        used_at: When it was used, or None.
    """

    account_id: AccountId
    digest: bytes = attrs.field(repr=False)
    begun_at: datetime
    used_at: datetime | None = None


def begin_reset(
    account_id: AccountId, *, randomness: bytes, now: datetime
) -> tuple[PasswordReset, str]:
    """
    Begin a reset, after a right one-time code.

    Args:
        account_id: Whose password.
        randomness: 32 bytes from a cryptographically secure source.
        now: Aware.

    Returns:
        What to store, and the token, which is sent once and never stored.

    Raises:
        InvalidInputError: The randomness has another size.
    """
    if len(randomness) != _TOKEN_BYTES:
        remedy = f"Draw {_TOKEN_BYTES} bytes afresh."
        fault = Fault(field="randomness", problem="has another size", remedy=remedy)
        raise InvalidInputError(fault)
    token = base64.urlsafe_b64encode(randomness).rstrip(b"=").decode()
    begun = require_aware(now, field="now")
    return PasswordReset(account_id=account_id, digest=_digest(token), begun_at=begun), token


def use_reset(token: str, *, reset: PasswordReset | None, now: datetime) -> PasswordReset:
    """
    Use a reset token once.

    Args:
        token: As it came back.
        reset: The account's newest reset, or None.
        now: Aware.

    Returns:
        The reset, used; to be stored by a compare-and-set.

    Raises:
        ResetTokenError: It is not the token, was used, or is older than 15 minutes.
    """
    require_aware(now, field="now")
    if (
        reset is None
        or not hmac.compare_digest(_digest(token), reset.digest)
        or reset.used_at is not None
        or now - reset.begun_at >= RESET_LIFE
    ):
        message = "the link is not valid any more: ask for a new one"
        raise ResetTokenError(message)
    return attrs.evolve(reset, used_at=now)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
