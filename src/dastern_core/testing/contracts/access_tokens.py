"""
What everything does that signs access tokens.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dastern_core.identity import (
    ACCESS_LIFE,
    AccessClaims,
    AccessTokenError,
    SessionId,
    TokenId,
)
from dastern_core.kernel import AccountId, ActorRole, Language
from dastern_core.ports.access_tokens import AccessTokens

__all__ = ["AccessTokensContract"]

_NOW = datetime(2026, 6, 15, 7, tzinfo=UTC)


def _claims(number: int) -> AccessClaims:
    return AccessClaims(
        id=TokenId(UUID(int=number)),
        account_id=AccountId(UUID(int=7)),
        session_id=SessionId(UUID(int=8)),
        role=ActorRole.PATIENT,
        language=Language.KHMER,
        is_waiting=False,
        issued_at=_NOW,
        expires_at=_NOW + ACCESS_LIFE,
    )


class AccessTokensContract:
    """
    Subclass it and supply a fixture ``access_tokens``.
    """

    def test_reads_what_it_signed(self, access_tokens: AccessTokens) -> None:
        """
        The claims come back, and two tokens are two texts.
        """
        first, second = access_tokens.sign(_claims(1)), access_tokens.sign(_claims(2))

        assert [_claims(1), _claims(2)] == [
            access_tokens.read(token, now=_NOW) for token in (first, second)
        ]
        assert first != second

    def test_refuses_a_token_after_its_time(self, access_tokens: AccessTokens) -> None:
        """
        To the microsecond.
        """
        token = access_tokens.sign(_claims(1))
        last = _NOW + ACCESS_LIFE - timedelta(microseconds=1)

        assert _claims(1) == access_tokens.read(token, now=last)
        with pytest.raises(AccessTokenError):
            access_tokens.read(token, now=_NOW + ACCESS_LIFE)

    @pytest.mark.parametrize("change", ["", "x", " {}", "{}\n", "{}=", "{}.", "{}x", "é"])
    def test_refuses_any_other_text(self, access_tokens: AccessTokens, change: str) -> None:
        """
        Nothing, something else, and a token with anything before or behind it.
        """
        token = access_tokens.sign(_claims(1))

        with pytest.raises(AccessTokenError):
            access_tokens.read(change.format(token), now=_NOW)
