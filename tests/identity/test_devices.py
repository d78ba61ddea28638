"""
Known devices: shown by a token that nobody else can make.
"""

from uuid import UUID

import pytest

from dastern_core.identity import device_of, device_token
from dastern_core.kernel import AccountId, InvalidInputError

_SECRET = b"s" * 32
_OWNER, _OTHER = AccountId(UUID(int=1)), AccountId(UUID(int=2))
_NAME = bytes(range(16))
_TOKEN = device_token(_OWNER, randomness=_NAME, secret=_SECRET)


def test_knows_a_device_by_its_token() -> None:
    """
    By the name that was drawn for it.
    """
    assert _NAME.hex() == device_of(_TOKEN, account_id=_OWNER, secret=_SECRET)


@pytest.mark.parametrize(
    "token",
    ["", "x", _TOKEN[:-1], _TOKEN.upper(), f"{_TOKEN} ", "0" * 32 + _TOKEN[32:], _TOKEN + "=" * 2],
)
def test_knows_no_device_by_another_text(token: str) -> None:
    """
    Neither a changed name nor a changed digest.
    """
    assert device_of(token, account_id=_OWNER, secret=_SECRET) == ""


def test_a_device_is_known_to_one_account_and_one_server() -> None:
    """
    Another's account or another secret knows it not.
    """
    known = [
        device_of(_TOKEN, account_id=_OTHER, secret=_SECRET),
        device_of(_TOKEN, account_id=_OWNER, secret=b"t" * 32),
    ]

    assert ["", ""] == known


def test_refuses_short_secrets_and_names() -> None:
    """
    There is no default for either, known device or not.
    """
    with pytest.raises(InvalidInputError, match="secret is too short"):
        device_token(_OWNER, randomness=_NAME, secret=b"")
    with pytest.raises(InvalidInputError, match="secret is too short"):
        device_of("", account_id=_OWNER, secret=b"")
    with pytest.raises(InvalidInputError, match="randomness has another size"):
        device_token(_OWNER, randomness=b"", secret=_SECRET)
