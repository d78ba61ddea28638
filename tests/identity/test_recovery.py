"""
Recovery: a reset token works once, for a quarter of an hour.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dastern_core.identity import ResetTokenError, begin_reset, use_reset
from dastern_core.kernel import AccountId, InvalidInputError

_NOW = datetime(2026, 6, 15, tzinfo=UTC)
_RESET, _TOKEN = begin_reset(AccountId(UUID(int=1)), randomness=b"r" * 32, now=_NOW)


@pytest.mark.rule("AUTH-26")
@pytest.mark.rule("B018")
def test_a_token_works_once_within_its_time() -> None:
    """
    What is stored does not hold it, and using it says when.
    """
    used = use_reset(_TOKEN, reset=_RESET, now=_NOW + timedelta(minutes=14))

    assert _NOW + timedelta(minutes=14) == used.used_at
    assert _TOKEN.encode() not in _RESET.digest
    with pytest.raises(ResetTokenError):
        use_reset(_TOKEN, reset=used, now=_NOW + timedelta(minutes=14))


@pytest.mark.rule("AUTH-26")
def test_unknown_used_and_old_tokens_are_told_alike() -> None:
    """
    Nobody learns whether an account or a token exists.
    """
    messages = set()
    for token, reset, now in [
        (_TOKEN, None, _NOW),
        ("other", _RESET, _NOW),
        (_TOKEN, _RESET, _NOW + timedelta(minutes=15)),
    ]:
        with pytest.raises(ResetTokenError) as caught:
            use_reset(token, reset=reset, now=now)
        messages.add(str(caught.value))

    assert len(messages) == 1


def test_a_token_is_drawn_whole() -> None:
    """
    Fewer random bytes are refused.
    """
    with pytest.raises(InvalidInputError, match="randomness has another size"):
        begin_reset(AccountId(UUID(int=1)), randomness=b"short", now=_NOW)
