"""
Rates and their denominators.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import pytest

from dastern_core.adherence import (
    Band,
    Bands,
    Outcome,
    Tally,
    band,
    percent,
    rates_by_day,
    rates_by_month,
    rates_by_prescription,
    rates_by_slot,
    rates_by_week,
    rates_by_weekday,
    tally,
)
from dastern_core.kernel import InvalidInputError, PrescriptionId
from dastern_core.schedule import Slot

Days = Callable[[str], tuple[Outcome, ...]]


@pytest.mark.rule("ADH-01")
@pytest.mark.rule("ADH-02")
def test_late_counts_as_taken_and_missed_and_skipped_do_not(days: Days) -> None:
    """
    The rate is on time plus late over all that ended.
    """
    actual = tally(days("olms"))

    assert Tally(on_time=1, late=1, missed=1, skipped=1) == actual
    assert Fraction(1, 2) == actual.rate


@pytest.mark.rule("C23")
def test_due_and_as_needed_doses_leave_the_rate_alone(days: Days) -> None:
    """
    Neither an open dose nor an as-needed one moves numerator or denominator.
    """
    actual = tally(days("oom dd OM"))

    assert Tally(on_time=2, missed=1, due=2, as_needed=2) == actual
    assert Fraction(2, 3) == actual.rate


@pytest.mark.rule("C23")
@pytest.mark.rule("ADH-05")
@pytest.mark.rule("B051")
@pytest.mark.parametrize("words", ["", "dd", "OM"])
def test_nothing_counted_is_no_rate(days: Days, words: str) -> None:
    """
    Without a counted dose there is no rate, no percentage and no colour.
    """
    actual = tally(days(words))

    assert actual.rate is None
    assert percent(actual.rate) is None
    assert band(actual.rate) is None
    assert actual.on_time_share is None


@pytest.mark.rule("C24")
@pytest.mark.rule("ADH-16")
def test_the_on_time_share_is_a_measure_of_its_own(days: Days) -> None:
    """
    Lateness lowers the on-time share of what was taken and not the rate.
    """
    actual = tally(days("ooolm"))

    assert (Fraction(4, 5), Fraction(3, 4)) == (actual.rate, actual.on_time_share)


@pytest.mark.rule("ADH-01")
@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (Fraction(0), 0),
        (Fraction(1, 3), 33),
        (Fraction(1, 8), 13),
        (Fraction(124, 1000), 12),
        (Fraction(1), 100),
    ],
)
def test_percentages_round_halves_upward(rate: Fraction, expected: int) -> None:
    """
    A half rounds up, as people expect of 12.5 %.
    """
    assert expected == percent(rate)


@pytest.mark.rule("ADH-11")
@pytest.mark.rule("C25")
@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (Fraction(1), Band.GREEN),
        (Fraction(90, 100), Band.GREEN),
        (Fraction(895, 1000), Band.GREEN),
        (Fraction(894, 1000), Band.YELLOW),
        (Fraction(70, 100), Band.YELLOW),
        (Fraction(694, 1000), Band.RED),
        (Fraction(0), Band.RED),
    ],
)
def test_the_colour_agrees_with_the_percentage_shown(rate: Fraction, expected: Band) -> None:
    """
    From 90 green, from 70 yellow, below red, by the rounded percentage.
    """
    assert expected is band(rate)


@pytest.mark.rule("ADH-12")
def test_other_bands_may_be_chosen() -> None:
    """
    A clinic that colours by 80 and 50 says so.
    """
    wider = Bands(green=80, yellow=50)

    actual = [band(Fraction(number, 100), bands=wider) for number in (80, 50, 49)]

    expected = [Band.GREEN, Band.YELLOW, Band.RED]
    assert expected == actual


@pytest.mark.parametrize(("green", "yellow"), [(70, 90), (101, 70), (90, -1)])
def test_bands_out_of_order_are_refused(green: int, yellow: int) -> None:
    """
    Bands lie within 0 and 100, yellow not above green.
    """
    with pytest.raises(InvalidInputError, match="bands are out of order"):
        Bands(green=green, yellow=yellow)


@pytest.mark.rule("ADH-21")
def test_days_are_the_patients(days: Days, phnom_penh: ZoneInfo) -> None:
    """
    The same instant falls on different days in Phnom Penh and in UTC.
    """
    dose = attrs.evolve(days("o")[0], due_at=datetime(2026, 5, 31, 23, 0, tzinfo=UTC))

    assert [date(2026, 6, 1)] == list(rates_by_day([dose], zone=phnom_penh))
    assert [date(2026, 5, 31)] == list(rates_by_day([dose], zone=ZoneInfo("UTC")))


def test_a_day_without_doses_is_absent_and_one_without_counted_doses_has_no_rate(
    days: Days, phnom_penh: ZoneInfo
) -> None:
    """
    Days are listed oldest first, each with its own doses.
    """
    actual = rates_by_day(reversed(days("om - d")), zone=phnom_penh)

    assert [(date(2026, 6, 1), Fraction(1, 2)), (date(2026, 6, 3), None)] == [
        (day, one.rate) for day, one in actual.items()
    ]


def test_weeks_begin_on_monday(days: Days, phnom_penh: ZoneInfo) -> None:
    """
    Seven days from a Monday are one week and the eighth begins the next.
    """
    actual = rates_by_week(days("o o o o o o o m"), zone=phnom_penh)

    assert {
        date(2026, 6, 1): Tally(on_time=7),
        date(2026, 6, 8): Tally(missed=1),
    } == actual


def test_months_are_calendar_months(days: Days, phnom_penh: ZoneInfo) -> None:
    """
    June has thirty days; the thirty-first dose is July's.
    """
    actual = rates_by_month(days("o " * 30 + "m"), zone=phnom_penh)

    assert {
        date(2026, 6, 1): Tally(on_time=30),
        date(2026, 7, 1): Tally(missed=1),
    } == actual


def test_weekdays_gather_over_weeks(days: Days, phnom_penh: ZoneInfo) -> None:
    """
    What is missed every Sunday shows in one place.
    """
    actual = rates_by_weekday(days("o o o o o o m " * 2), zone=phnom_penh)

    assert Tally(missed=2) == actual[6]
    assert [Tally(on_time=2)] * 6 == [actual[weekday] for weekday in range(6)]


@pytest.mark.rule("ADH-09")
def test_prescriptions_are_told_apart(days: Days) -> None:
    """
    Each prescription has its own rate.
    """
    taken, missed = days("om")
    other = PrescriptionId(UUID(int=2))

    assert {
        taken.prescription_id: Tally(on_time=1),
        other: Tally(missed=1),
    } == rates_by_prescription([attrs.evolve(missed, prescription_id=other), taken])


def test_slots_come_in_the_order_of_the_day(days: Days) -> None:
    """
    Night follows morning, and what has no slot comes last.
    """
    night, morning, none = (
        attrs.evolve(dose, slot=slot)
        for dose, slot in zip(days("osm"), (Slot.NIGHT, Slot.MORNING, None), strict=True)
    )

    assert [
        (Slot.MORNING, Tally(skipped=1)),
        (Slot.NIGHT, Tally(on_time=1)),
        (None, Tally(missed=1)),
    ] == list(rates_by_slot([none, night, morning]).items())
