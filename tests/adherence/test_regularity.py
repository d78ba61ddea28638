"""
How regularly doses are taken.
"""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import attrs

from dastern_core.adherence import Outcome, Regularity, regularity

Days = Callable[[str], tuple[Outcome, ...]]


def _delayed(doses: tuple[Outcome, ...], *minutes: float) -> list[Outcome]:
    return [
        attrs.evolve(dose, acted_at=dose.due_at + timedelta(minutes=delay))
        for dose, delay in zip(doses, minutes, strict=True)
    ]


def test_the_habit_is_the_median_delay_and_its_spread(days: Days) -> None:
    """
    One forgotten dose moves neither the delay nor the spread much.
    """
    actual = regularity(_delayed(days("oool"), -5, 10, 20, 600))

    assert (
        Regularity(
            doses=4,
            median_delay_minutes=Fraction(15),
            median_deviation_minutes=Fraction(25, 2),
        )
        == actual
    )


def test_parts_of_a_minute_stay_exact(days: Days) -> None:
    """
    Twenty seconds early are a third of a minute early.
    """
    actual = regularity(_delayed(days("o"), -1 / 3))

    assert actual is not None
    assert Fraction(-1, 3) == actual.median_delay_minutes


def test_without_a_known_time_there_is_no_habit(days: Days) -> None:
    """
    Missed, skipped and as-needed doses, and doses without a time, show no habit.
    """
    timed = _delayed(days("msO"), 1, 2, 3)

    assert regularity([*timed, *days("o")]) is None
