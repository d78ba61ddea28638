"""
The invariants of FHIR's Timing and Dosage, and those it leaves unsaid.
"""

from datetime import date
from fractions import Fraction

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    Dosage,
    DoseAndRate,
    Measure,
    Repeat,
    TimeUnit,
    Weekday,
    ordered_dose,
    parse_dosage,
    parse_timing,
)


@pytest.mark.parametrize(
    ("repeat", "field", "problem"),
    [
        ({"duration": 1}, "durationUnit", "tim-1"),
        ({"period": 1}, "periodUnit", "tim-2"),
        ({"duration": -1, "durationUnit": "h"}, "duration", "tim-4"),
        ({"period": -1, "periodUnit": "h"}, "period", "tim-5"),
        ({"periodMax": 1, "periodUnit": "h"}, "periodMax", "tim-6"),
        ({"durationMax": 1, "durationUnit": "h"}, "durationMax", "tim-7"),
        ({"countMax": 1}, "countMax", "tim-8"),
        ({"offset": 1}, "offset", "tim-9"),
        ({"offset": 1, "when": ["ACM", "C"]}, "offset", "not possible with C"),
        ({"offset": 1, "when": ["CV"]}, "offset", "not possible with CV"),
        ({"timeOfDay": ["08:00"], "when": ["MORN"]}, "timeOfDay", "tim-10"),
        ({"frequencyMax": 2}, "frequencyMax", "stands alone"),
        ({"frequency": 3, "frequencyMax": 2}, "frequencyMax", "is below frequency"),
        ({"period": 2, "periodMax": 1, "periodUnit": "d"}, "periodMax", "is below period"),
        ({"count": 0}, "count", "less than one"),
        ({"frequency": -3}, "frequency", "less than one"),
        ({"period": 0, "periodUnit": "d"}, "period", "without length"),
        ({"offset": -5, "when": ["ACM"]}, "offset", "negative"),
        ({"offset": 1441, "when": ["ACM"]}, "offset", "more than a day"),
        (
            {"boundsPeriod": {"start": "2026-06-15", "end": "2026-06-14"}},
            "boundsPeriod.end",
            "before the start",
        ),
        (
            {"boundsPeriod": {"start": "2026-06-15T08:00:00", "end": "2026-06-15T07:00:00"}},
            "boundsPeriod.end",
            "before the start",
        ),
        ({"boundsDuration": {"value": 3, "unit": "tablet"}}, "boundsDuration", "no length"),
        ({"boundsDuration": {"value": 0, "code": "d"}}, "boundsDuration", "no time at all"),
        (
            {"boundsRange": {"low": {"value": 1}, "high": {"value": 2}}},
            "boundsRange",
            "no length",
        ),
    ],
)
def test_broken_invariant_is_named(repeat: dict[str, object], field: str, problem: str) -> None:
    """
    Each invariant is refused with its field and its number.
    """
    with pytest.raises(InvalidInputError) as caught:
        parse_timing({"repeat": repeat})

    assert (f"repeat.{field}", True) == (
        caught.value.faults[0].field,
        problem in caught.value.faults[0].problem.replace("is not a length", "is no length"),
    )


def test_all_broken_invariants_are_named_together() -> None:
    """
    A rule that is wrong four times says so four times.
    """
    with pytest.raises(InvalidInputError) as caught:
        Repeat(frequency=0, period=Fraction(0), offset_minutes=5)

    assert ["frequency", "period", "periodUnit", "offset"] == [
        fault.field for fault in caught.value.faults
    ]


@pytest.mark.parametrize(
    "bounds",
    [
        {"boundsPeriod": {"start": "2026-06-15"}},
        {"boundsPeriod": {"start": "2026-06-15", "end": "2026-06-15"}},
        {"boundsPeriod": {}},
        {},
    ],
)
def test_open_and_one_day_bounds_are_fine(bounds: dict[str, object]) -> None:
    """
    A period may be open at either end, and may be a single day.
    """
    assert parse_timing({"repeat": bounds}).repeat is not None


def test_bounds_and_count_alone_are_no_rule() -> None:
    """
    How long and how many does not say how often.
    """
    assert not Repeat(count=3, duration=Fraction(1), duration_unit=TimeUnit.HOUR).has_rule
    assert Repeat(frequency=1).has_rule


def test_weekday_of_a_date() -> None:
    """
    15 June 2026 is a Monday.
    """
    assert Weekday.of(date(2026, 6, 15)) is Weekday.MONDAY


def test_reason_without_need_is_refused() -> None:
    """
    dos-1: what a dose is needed for cannot stand beside "not as needed".
    """
    with pytest.raises(InvalidInputError, match="dos-1"):
        parse_dosage({"asNeeded": False, "asNeededFor": [{"text": "pain"}]})


def test_two_amounts_of_one_kind_are_refused() -> None:
    """
    Two ordered amounts leave open which one to take.
    """
    one = DoseAndRate(dose=Measure(value=Fraction(1)))

    with pytest.raises(InvalidInputError, match="two amounts"):
        Dosage(doses=(one, one))


def test_rate_alone_is_no_amount() -> None:
    """
    A drip's speed does not say how much is taken.
    """
    rate = DoseAndRate(rate=Measure(value=Fraction(2), unit="ml/h"))

    assert ordered_dose(Dosage(doses=(rate,))) is None
