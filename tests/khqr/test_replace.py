"""
Replacing: a code like another one.
"""

from datetime import UTC, datetime, timedelta

import pytest

from dastern_core.khqr import Individual, KhqrError, decode, encode, replace

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SHOP = encode(Individual(bakong_account_id="a@b", merchant_name="N"), now=NOW)


def test_a_static_code_becomes_a_dynamic_one() -> None:
    """
    New fields are judged and written as if the account had had them from the start.
    """
    until = NOW + timedelta(minutes=15)
    actual = replace(SHOP, now=NOW, amount="4000", expiration_timestamp=until)
    expected = Individual(
        bakong_account_id="a@b", merchant_name="N", amount=4000, expiration_timestamp=until
    )

    assert encode(expected, now=NOW) == actual


def test_none_drops_a_field() -> None:
    """
    A bill's number given before is gone.
    """
    billed = replace(SHOP, now=NOW, bill_number="7")

    assert "7" == decode(billed).bill_number
    assert SHOP == replace(billed, now=NOW, bill_number=None)


def test_unknown_fields_are_all_named() -> None:
    """
    A slip in a name is an error, not a code without the field.
    """
    with pytest.raises(KhqrError) as caught:
        replace(SHOP, now=NOW, merchant_id="1", amuont=1)

    assert ["amuont", "merchant_id"] == [one.field for one in caught.value.problems]


def test_a_damaged_code_is_not_signed_anew() -> None:
    """
    One changed letter of the payee must not become a valid code for somebody else.
    """
    with pytest.raises(KhqrError, match="is not a whole KHQR"):
        replace(SHOP.replace("a@b", "c@b"), now=NOW, merchant_name="Other")


def test_half_a_character_is_damage() -> None:
    """
    It has no bytes whose sum could be compared.
    """
    with pytest.raises(KhqrError, match="is not a whole KHQR"):
        replace(SHOP.replace("N", "\ud83d"), now=NOW, merchant_name="Other")
