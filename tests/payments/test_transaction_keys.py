"""
Transaction keys: what may be asked for, and how it is spelled.
"""

from collections.abc import Callable

import pytest

from dastern_core.kernel import Currency, InvalidInputError, Money
from dastern_core.payments import (
    ExternalKey,
    HashKey,
    InstructionKey,
    Md5Key,
    ShortHashKey,
    TransactionKey,
)

DOLLAR = Money(minor=100, currency=Currency.USD)


def test_hex_is_kept_in_lower_case() -> None:
    """
    The same hash in capitals is the same key.
    """
    assert Md5Key(md5="ab" * 16) == Md5Key(md5="AB" * 16)
    assert "cd" * 32 == HashKey(hash="Cd" * 32).hash
    assert "01ef" * 2 == ShortHashKey(short_hash="01EF" * 2, amount=DOLLAR).short_hash


@pytest.mark.rule("PAY-09")
@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("md5", lambda: Md5Key(md5="a" * 31)),
        ("md5", lambda: Md5Key(md5="a" * 33)),
        ("md5", lambda: Md5Key(md5="g" * 32)),
        ("md5", lambda: Md5Key(md5="a" * 32 + "\n")),
        ("hash", lambda: HashKey(hash="a" * 63)),
        ("hash", lambda: HashKey(hash="a" * 65)),
        ("short_hash", lambda: ShortHashKey(short_hash="a" * 7, amount=DOLLAR)),
        ("short_hash", lambda: ShortHashKey(short_hash="a" * 9, amount=DOLLAR)),
        ("reference", lambda: InstructionKey(reference="")),
        ("reference", lambda: InstructionKey(reference="r" * 101)),
        ("reference", lambda: ExternalKey(reference="line\nbreak")),
    ],
)
def test_a_key_of_another_form_is_refused(field: str, make: Callable[[], TransactionKey]) -> None:
    """
    A wrong key is told by its field before anybody is asked.
    """
    with pytest.raises(InvalidInputError) as caught:
        make()

    assert [field] == [fault.field for fault in caught.value.faults]


def test_the_longest_reference_is_a_key() -> None:
    """
    One hundred characters are allowed.
    """
    assert "r" * 100 == ExternalKey(reference="r" * 100).reference
