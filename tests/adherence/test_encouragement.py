"""
What the patient hears.
"""

from fractions import Fraction

import pytest

from dastern_core.adherence import Bands, Encouragement, encouragement, needs_encouragement


@pytest.mark.rule("ADH-18")
@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (None, Encouragement.READY_TO_START),
        (Fraction(0), Encouragement.READY_TO_START),
        (Fraction(1, 100), Encouragement.STAY_ON_TRACK),
        (Fraction(499, 1000), Encouragement.STAY_ON_TRACK),
        (Fraction(50, 100), Encouragement.KEEP_IT_UP),
        (Fraction(799, 1000), Encouragement.KEEP_IT_UP),
        (Fraction(80, 100), Encouragement.GREAT_JOB),
    ],
)
def test_the_greeting_fits_the_rate(rate: Fraction | None, expected: Encouragement) -> None:
    """
    From 80 % praise, from 50 % go on, above 0 back on track, otherwise start.
    """
    assert expected is encouragement(rate)


@pytest.mark.rule("ADH-14")
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (Fraction(70, 100), Fraction(69, 100), True),
        (Fraction(95, 100), Fraction(10, 100), True),
        (Fraction(69, 100), Fraction(60, 100), False),
        (Fraction(80, 100), Fraction(70, 100), False),
        (None, Fraction(10, 100), False),
        (Fraction(80, 100), None, False),
    ],
)
def test_only_the_drop_below_70_is_worth_a_message(
    before: Fraction | None, after: Fraction | None, *, expected: bool
) -> None:
    """
    Falling below 70 % brings one message; staying there brings none.
    """
    assert expected is needs_encouragement(before=before, after=after, bands=Bands())
