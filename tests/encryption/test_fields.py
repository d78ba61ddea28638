"""
Fields: sealed values stay where they belong.
"""

import itertools
from uuid import UUID

import pytest

from dastern_core.encryption import (
    RANDOM_BYTES,
    DataKey,
    EnvelopeError,
    KeyRing,
    Place,
    open_field,
    reseal_field,
    seal,
    seal_field,
)
from dastern_core.kernel import InvalidInputError

_KEYS = KeyRing(keys=(DataKey(version=1, material=b"1" * 32),))
_RANDOM = bytes(RANDOM_BYTES)
_PLACES = [
    Place(table=table, column=column, tenant=UUID(int=tenant), row_id=UUID(int=row))
    for table, column, tenant, row in itertools.product("ab", "ab", (1, 2), (1, 2))
]


@pytest.mark.rule("EPD-08")
@pytest.mark.parametrize("place", _PLACES, ids=str)
def test_a_sealed_value_opens_at_its_place_alone(place: Place) -> None:
    """
    Moved to any other table, column, tenant or row, it is rejected.
    """
    sealed = seal_field("ដារ៉ា", place=place, keys=_KEYS, randomness=_RANDOM)
    opened = []
    for other in _PLACES:
        try:
            opened.append((other, open_field(sealed, place=other, keys=_KEYS)))
        except EnvelopeError:
            continue

    assert [(place, "ដារ៉ា")] == opened


def test_rotation_keeps_a_values_place() -> None:
    """
    Sealed anew, it opens where it did.
    """
    place = _PLACES[0]
    rotated = KeyRing(keys=(*_KEYS, DataKey(version=2, material=b"2" * 32)))
    sealed = seal_field("x", place=place, keys=_KEYS, randomness=_RANDOM)
    anew = reseal_field(sealed, place=place, keys=rotated, randomness=_RANDOM)

    assert anew is not None
    assert open_field(anew, place=place, keys=rotated) == "x"


def test_what_is_no_text_is_refused() -> None:
    """
    Half a character is not sealed, and bytes that are no text are not given as text.
    """
    place = _PLACES[0]
    binary = seal(b"\xff", key=_KEYS.newest, context=place.context, randomness=_RANDOM)

    with pytest.raises(InvalidInputError, match="text holds half"):
        seal_field("\ud800", place=place, keys=_KEYS, randomness=_RANDOM)
    with pytest.raises(EnvelopeError, match="sealed holds no text"):
        open_field(binary, place=place, keys=_KEYS)


def test_a_place_has_names() -> None:
    """
    An empty name could be another's.
    """
    with pytest.raises(InvalidInputError, match="table is empty"):
        Place(table="", column="a", tenant=UUID(int=1), row_id=UUID(int=1))
