"""
Supply: what is left, when it runs out, and when to fetch more.
"""

from datetime import date, datetime, time, timedelta
from fractions import Fraction

import attrs
import pytest
from tests.schedule.layout import PHNOM_PENH
from tests.schedule.reminded import SEVEN, make_dose

from dastern_core.kernel import InvalidInputError, Quantity
from dastern_core.schedule import Dose, DoseStatus, Supply, SupplyState, refill_at, supply_of


def tablets(amount: int | Fraction) -> Quantity:
    """
    Give a number of tablets.
    """
    return Quantity(value=Fraction(amount), unit="tablet")


def days(count: int, *, amount: int | Fraction = 1, first: int = 0) -> list[Dose]:
    """
    Give a due dose at seven on each of some days.
    """
    return [
        attrs.evolve(
            make_dose(due_at=SEVEN + timedelta(days=first + day)), quantity=tablets(amount)
        )
        for day in range(count)
    ]


def reckon(
    doses: list[Dose],
    *dispensed: Quantity,
    now: datetime = SEVEN,
    as_needed_a_day: Quantity | None = None,
) -> Supply:
    """
    Reckon a supply in Phnom Penh.
    """
    return supply_of(
        doses, dispensed=dispensed, zone=PHNOM_PENH, now=now, as_needed_a_day=as_needed_a_day
    )


def out(left: int | Fraction, at: datetime) -> Supply:
    """
    Give the supply that runs out at an instant.
    """
    day = at.astimezone(PHNOM_PENH).date()
    return Supply(state=SupplyState.RUNS_OUT, left=tablets(left), runs_out_at=at, runs_out_on=day)


def test_it_runs_out_at_the_first_dose_that_is_not_covered() -> None:
    """
    Three tablets cover three days; the fourth day's dose is short.
    """
    assert out(3, SEVEN + timedelta(days=3)) == reckon(days(7), tablets(3))


def test_what_just_suffices_lasts() -> None:
    """
    Seven tablets for seven doses leave nobody short.
    """
    assert Supply(state=SupplyState.LASTS, left=tablets(7)) == reckon(days(7), tablets(7))


def test_thirds_of_a_tablet_are_exact() -> None:
    """
    Three thirds are one tablet, not a little less.
    """
    thirds = days(3, amount=Fraction(1, 3))

    assert SupplyState.LASTS is reckon(thirds, tablets(1)).state


def test_what_was_handed_over_twice_is_added() -> None:
    """
    A refill counts beside the first handing over.
    """
    assert out(5, SEVEN + timedelta(days=5)) == reckon(days(7), tablets(3), tablets(2))


@pytest.mark.parametrize(
    ("status", "left"),
    [
        (DoseStatus.TAKEN_ON_TIME, 2),
        (DoseStatus.TAKEN_LATE, 2),
        (DoseStatus.SKIPPED, 3),
        (DoseStatus.MISSED, 3),
        (DoseStatus.DUE, 3),
    ],
)
def test_only_what_was_taken_has_left_the_box(status: DoseStatus, left: int) -> None:
    """
    Skipped and missed doses are still there.
    """
    past = attrs.evolve(make_dose(due_at=SEVEN - timedelta(hours=1)), status=status)

    assert tablets(left) == reckon([past], tablets(3)).left


def test_a_dose_that_is_due_and_open_is_still_to_be_taken() -> None:
    """
    It is reckoned at this moment, before tomorrow's.
    """
    open_dose = make_dose(due_at=SEVEN - timedelta(minutes=5))

    assert out(1, SEVEN + timedelta(days=1)) == reckon([*days(2, first=1), open_dose], tablets(1))


def test_a_range_counts_as_its_most() -> None:
    """
    One to two tablets a day: four last two days, to be sure.
    """
    ranged = [attrs.evolve(dose, quantity_max=tablets(2)) for dose in days(4)]

    assert out(4, SEVEN + timedelta(days=2)) == reckon(ranged, tablets(4))


@pytest.mark.parametrize("taken", [2, 3])
def test_an_empty_box_is_empty_now(taken: int) -> None:
    """
    Also where more was recorded than was handed over.
    """
    doses = [
        attrs.evolve(dose, status=DoseStatus.TAKEN_ON_TIME) for dose in days(taken, first=-taken)
    ]

    assert Supply(
        state=SupplyState.EMPTY, left=tablets(0), runs_out_at=SEVEN, runs_out_on=date(2026, 6, 15)
    ) == reckon(doses, tablets(2))


def test_without_knowing_what_was_handed_over_nothing_is_said() -> None:
    """
    No quantity, no guess.
    """
    assert Supply(state=SupplyState.NOT_DISPENSED) == reckon(days(3))


def test_different_units_are_not_reckoned() -> None:
    """
    A bottle in millilitres and doses in spoons: the answer is that it cannot be told.
    """
    bottle = Quantity(value=Fraction(100), unit="ml")

    assert Supply(state=SupplyState.UNIT_MISMATCH) == reckon(days(3), bottle)
    assert Supply(state=SupplyState.UNIT_MISMATCH) == reckon([], bottle, as_needed_a_day=tablets(1))


def test_a_rate_empties_the_box_between_doses() -> None:
    """
    Two tablets a day when needed: three last a day and a half.
    """
    assert out(3, SEVEN + timedelta(hours=36)) == reckon([], tablets(3), as_needed_a_day=tablets(2))


def test_a_rate_and_doses_are_added() -> None:
    """
    Two and a half do not cover the second dose, one and a half last half a day.
    """
    assert out(Fraction(5, 2), SEVEN + timedelta(days=1)) == reckon(
        days(7), tablets(Fraction(5, 2)), as_needed_a_day=tablets(1)
    )
    assert out(Fraction(3, 2), SEVEN + timedelta(hours=12)) == reckon(
        days(7), tablets(Fraction(3, 2)), as_needed_a_day=tablets(1)
    )


def test_a_rate_counts_only_where_it_is_given() -> None:
    """
    A medicine taken as needed, with no rate, lasts until somebody takes it.
    """
    assert Supply(state=SupplyState.LASTS, left=tablets(3)) == reckon([], tablets(3))


def test_a_rate_of_almost_nothing_has_no_last_day() -> None:
    """
    A supply for centuries is one that lasts.
    """
    slow = tablets(Fraction(1, 10**6))

    assert SupplyState.LASTS is reckon([], tablets(10**6), as_needed_a_day=slow).state


def test_a_rate_of_zero_is_refused() -> None:
    """
    Nothing a day is no rate.
    """
    with pytest.raises(InvalidInputError, match="as_needed_a_day is 0"):
        reckon([], tablets(1), as_needed_a_day=tablets(0))


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        (1, SEVEN + timedelta(days=2, hours=2)),
        (0, SEVEN + timedelta(days=3, hours=2)),
        (9, SEVEN + timedelta(hours=2)),
    ],
)
def test_the_refill_is_reminded_some_days_before(days_before: int, expected: datetime) -> None:
    """
    At nine in the morning of that day; never before today.
    """
    supply = reckon(days(7), tablets(3))

    assert expected == refill_at(
        supply, days_before=days_before, at=time(9), zone=PHNOM_PENH, now=SEVEN
    )


def test_a_refill_that_should_be_fetched_already_is_reminded_now() -> None:
    """
    A moment that has passed is not told as if it were to come.
    """
    now = SEVEN + timedelta(days=4)
    supply = reckon(days(7), tablets(3))

    assert now == refill_at(supply, days_before=1, at=time(9), zone=PHNOM_PENH, now=now)


def test_what_lasts_needs_no_refill() -> None:
    """
    Without a day of running out there is nothing to remind of.
    """
    supply = reckon(days(1), tablets(3))

    assert refill_at(supply, days_before=1, at=time(9), zone=PHNOM_PENH, now=SEVEN) is None
    with pytest.raises(InvalidInputError, match="days_before is negative"):
        refill_at(supply, days_before=-1, at=time(9), zone=PHNOM_PENH, now=SEVEN)
