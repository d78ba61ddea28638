"""
Invitations: codes that cannot be guessed, read wrongly, kept or used twice.
"""

import hashlib
import hmac
import math
from datetime import datetime, timedelta
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import AccountId, InvalidInputError, PatientId
from dastern_core.permissions import (
    CODE_ALPHABET,
    CODE_LENGTH,
    AccessLevel,
    ConnectionKind,
    Invitation,
    InvitationExpiredError,
    InvitationInvalidError,
    InvitationRateError,
    InvitationUsedError,
    code_from,
    hash_code,
    invite,
    use,
)

KEY = bytes(range(32))
GUEST = AccountId(UUID(int=8))


@pytest.fixture
def invitation(patient_id: PatientId, now: datetime) -> Invitation:
    """
    Give a fresh invitation.
    """
    return invite(
        hash_code(code_from(bytes(32)), key=KEY),
        ConnectionKind.FAMILY,
        patient_id=patient_id,
        level=AccessLevel.SELECTED,
        made_last_hour=4,
        now=now,
    )


@pytest.mark.rule("CON-18")
@pytest.mark.rule("C29")
@pytest.mark.rule("B080")
@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_long_and_unmistakable(randomness: bytes) -> None:
    """
    Ten characters of 31, more than 40 bits, none that looks like another.
    """
    code = code_from(randomness)

    assert CODE_LENGTH == len(code)
    assert set(code) <= set(CODE_ALPHABET)
    assert not set("01OIL-_") & set(CODE_ALPHABET)
    assert math.log2(len(CODE_ALPHABET) ** CODE_LENGTH) > 49


def test_every_character_is_as_likely() -> None:
    """
    Codes of many draws use each character about equally often.
    """
    drawn = "".join(
        code_from(hashlib.sha256(number.to_bytes(4)).digest()) for number in range(3100)
    )
    counts = [drawn.count(letter) for letter in CODE_ALPHABET]

    assert 850 < min(counts)
    assert max(counts) < 1150


def test_a_code_is_found_however_it_is_typed() -> None:
    """
    Case, spaces and hyphens make no difference; the hash is HMAC-SHA-256.
    """
    code = "2345ABCDEF"
    expected = hmac.new(KEY, code.encode(), hashlib.sha256).digest()

    assert {expected} == {
        hash_code(typed, key=KEY) for typed in (code, "2345-abcd-ef", " 2345 ABCD EF")
    }
    assert expected != hash_code(code, key=bytes(32))


@pytest.mark.parametrize("typed", ["", "2345ABCDE", "2345ABCDE0", "២345ABCDEF", "2" * 40])
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    """
    A text of another length or alphabet is told before anything is looked up.
    """
    with pytest.raises(InvitationInvalidError, match="please check it"):
        hash_code(typed, key=KEY)


def test_short_secrets_are_refused() -> None:
    """
    Neither the code's randomness nor the hash's key is ever shorter than it must be.
    """
    with pytest.raises(InvalidInputError, match="randomness is 31 bytes"):
        code_from(bytes(31))
    with pytest.raises(InvalidInputError, match="key is short"):
        hash_code("2345ABCDEF", key=bytes(31))


@pytest.mark.rule("CON-20")
def test_a_patient_makes_five_in_an_hour(invitation: Invitation, now: datetime) -> None:
    """
    The sixth has to wait.
    """
    with pytest.raises(InvitationRateError):
        invite(
            invitation.code_hash,
            ConnectionKind.FAMILY,
            patient_id=invitation.patient_id,
            level=AccessLevel.ALLOWED,
            made_last_hour=5,
            now=now,
        )


@pytest.mark.rule("CON-21")
@pytest.mark.rule("CON-23")
def test_it_works_once_within_a_day(invitation: Invitation, now: datetime) -> None:
    """
    At the end of its 24 hours it is over, and used it is used; each says so.
    """
    last = now + timedelta(hours=24) - timedelta(microseconds=1)
    used = use(invitation, by=GUEST, now=last)

    assert (last, GUEST) == (used.used_at, used.used_by)
    with pytest.raises(InvitationUsedError, match="already been used"):
        use(used, by=GUEST, now=now)
    with pytest.raises(InvitationExpiredError, match="has expired"):
        use(invitation, by=GUEST, now=now + timedelta(hours=24))


def test_an_invitation_does_not_contradict_itself(invitation: Invitation, now: datetime) -> None:
    """
    A use has a user, and a hash its length.
    """
    for fields in ({"used_at": now}, {"used_by": GUEST}, {"code_hash": b"2345ABCDEF"}):
        with pytest.raises(InvalidInputError):
            attrs.evolve(invitation, **fields)
