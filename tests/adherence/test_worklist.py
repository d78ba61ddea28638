"""
A doctor's patients by how well their medicines are taken.
"""

from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from dastern_core.adherence import Band, Bands, WorklistEntry, needs_attention, worklist
from dastern_core.kernel import InvalidInputError, PatientId

_DAY = date(2026, 6, 15)
_PERCENT = (100, 89, None, 20, 69, 70)
_NAMES = ("Sok Dara", "sok vanna", "Chan", "ចាន់ ដារ៉ា", "Kim", "Lim")


def _patients() -> list[WorklistEntry]:
    return [
        WorklistEntry(
            patient_id=PatientId(UUID(int=number)),
            name=name,
            phone=None if number == 2 else f"+855 12 345 67{number}",
            rate=None if percent is None else Fraction(percent, 100),
            has_active_prescription=number != 0,
            last_active=None if percent is None else _DAY - timedelta(days=number),
        )
        for number, (name, percent) in enumerate(zip(_NAMES, _PERCENT, strict=True))
    ]


@pytest.mark.rule("ADH-23")
@pytest.mark.parametrize(
    ("descending", "expected"), [(False, [3, 4, 5, 1, 0, 2]), (True, [0, 1, 5, 4, 3, 2])]
)
def test_the_lowest_rate_comes_first_and_no_rate_last(
    *, descending: bool, expected: list[int]
) -> None:
    """
    Ascending unless told; a patient without a rate is neither the best nor the worst.
    """
    found = worklist(_patients(), descending=descending)

    assert expected == [one.patient_id.int for one in found.entries]


@pytest.mark.rule("ADH-23")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"level": Band.RED}, {3, 4}),
        ({"level": Band.YELLOW}, {1, 5}),
        ({"level": Band.RED, "bands": Bands(green=80, yellow=50)}, {3}),
        ({"with_active_prescription": False}, {0}),
        ({"with_active_prescription": True, "level": Band.GREEN}, set()),
        ({"active_since": _DAY - timedelta(days=1)}, {0, 1}),
        ({"search": " SOK "}, {0, 1}),
        ({"search": "ដារ៉ា"}, {3}),
        ({"search": "012345 674"}, {4}),
        ({"search": "+855 12 345 675"}, {5}),
        ({"search": "០១២ ៣៤៥ ៦៧១"}, {1}),
        ({"search": "67"}, set()),
        ({"search": "nobody"}, set()),
    ],
)
def test_the_list_is_narrowed(options: dict[str, object], expected: set[int]) -> None:
    """
    By colour, active prescription, last activity, and part of a name or phone number.
    """
    found = worklist(_patients(), **options)  # type: ignore[arg-type]  # as named above

    assert expected == {one.patient_id.int for one in found.entries}


@pytest.mark.rule("ADH-23")
def test_pages_hold_twenty() -> None:
    """
    Every patient is on one page, equal rates in the order of names.
    """
    many = [
        WorklistEntry(
            patient_id=PatientId(UUID(int=number)),
            name=f"Patient {45 - number:02}",
            phone=None,
            rate=Fraction(1, 2),
            has_active_prescription=True,
            last_active=None,
        )
        for number in range(45)
    ]
    pages = [worklist(many, page=number) for number in (1, 2, 3, 4)]

    assert [20, 20, 5, 0] == [len(one.entries) for one in pages]
    assert {(3, 45)} == {(one.pages, one.total) for one in pages}
    names = [entry.name for one in pages for entry in one.entries]
    assert sorted(names) == names


def test_pages_are_counted_from_1() -> None:
    """
    There is no page 0.
    """
    with pytest.raises(InvalidInputError, match="page is below 1"):
        worklist([], page=0)


@pytest.mark.rule("ADH-13")
@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (Fraction(69, 100), True),
        (Fraction(694, 1000), True),
        (Fraction(695, 1000), False),
        (Fraction(70, 100), False),
        (Fraction(0), True),
        (None, False),
    ],
)
def test_below_70_percent_needs_attention(rate: Fraction | None, *, expected: bool) -> None:
    """
    As the percentage shown is; nobody is pointed at of whom nothing is known.
    """
    assert expected is needs_attention(rate, bands=Bands())
