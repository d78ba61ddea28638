"""
Blind indexes: equal values meet, and nothing else is told.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.encryption import BlindIndex, blind_index
from dastern_core.kernel import InvalidInputError


def _index(**changed: object) -> BlindIndex:
    facts = {"table": "accounts", "column": "phone", "key": b"k" * 32, "distinct": 1_000_000}
    return BlindIndex(**{**facts, **changed})  # type: ignore[arg-type] # facts of the right types


@given(st.text())
def test_equal_values_have_equal_entries(value: str) -> None:
    """
    An entry is short, and its spare bits are zero.
    """
    index = _index()
    entry = blind_index(value, index=index)

    assert entry == blind_index(value, index=index)
    assert (18, 3, 0) == (index.bits, len(entry), entry[-1] & 0b111111)


@pytest.mark.parametrize("changed", [{"key": b"x" * 32}, {"column": "mail"}, {"table": "other"}])
def test_an_entry_belongs_to_its_key_and_column(changed: dict[str, object]) -> None:
    """
    The same value has another entry elsewhere, so columns cannot be joined by them.
    """
    assert blind_index("+85512345678", index=_index()) != blind_index(
        "+85512345678", index=_index(**changed)
    )


def test_several_values_share_an_entry() -> None:
    """
    As many values as were planned for leave half as many entries, and share them.
    """
    index = _index(distinct=1_024)
    entries = {blind_index(str(number), index=index) for number in range(1_024)}

    assert 512 >= len(entries) > 400


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"distinct": 8}, "distinct"), ({"key": b"short"}, "key"), ({"column": ""}, "column")],
)
def test_an_index_that_tells_too_much_is_refused(changed: dict[str, object], field: str) -> None:
    """
    A column with few values, a short key and a nameless column are refused.
    """
    with pytest.raises(InvalidInputError, match=f"^{field} "):
        _index(**changed)
