"""
Vital trends: days, weeks and months of the patient's calendar.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.vitals import (
    DEFAULT_BOUNDS,
    Component,
    PersonalBounds,
    Reading,
    Stretch,
    Summary,
    VitalSign,
    vital_trend,
)

_ZONE = ZoneInfo("Asia/Phnom_Penh")
_LAST = date(2026, 6, 16)


@pytest.mark.rule("VIT-16")
@pytest.mark.rule("B054")
@pytest.mark.parametrize(
    ("stretch", "starts"),
    [
        (Stretch.DAILY, [date(2026, 6, 14), date(2026, 6, 15), date(2026, 6, 16)]),
        (Stretch.WEEKLY, [date(2026, 6, 8), date(2026, 6, 15)]),
        (Stretch.MONTHLY, [date(2026, 6, 1)]),
    ],
)
def test_points_are_stretches_of_the_patients_calendar(
    reading: Callable[..., Reading], stretch: Stretch, starts: list[date]
) -> None:
    """
    Half past five in the afternoon in UTC is the next day in Phnom Penh.
    """
    readings = [
        reading(VitalSign.HEART_RATE, "70", hours=hours) for hours in (-24, 0, 12, -30 * 24)
    ] + [reading(VitalSign.GLUCOSE, "100")]
    found = vital_trend(
        readings, sign=VitalSign.HEART_RATE, last_day=_LAST, zone=_ZONE, stretch=stretch
    )

    assert starts == list(found.points)


@pytest.mark.rule("VIT-16")
def test_a_point_summarizes_each_component(reading: Callable[..., Reading]) -> None:
    """
    Both numbers have mean, least, greatest and count, beside what is normal for the patient.
    """
    readings = [reading(VitalSign.BLOOD_PRESSURE, text) for text in ("120/80", "131/85")]
    own = PersonalBounds(component=Component.SYSTOLIC, high=Fraction(130))
    found = vital_trend(
        readings, sign=VitalSign.BLOOD_PRESSURE, last_day=_LAST, zone=_ZONE, personal=[own]
    )

    assert {
        Component.SYSTOLIC: Summary(
            mean=Fraction(251, 2), least=Fraction(120), most=Fraction(131), count=2
        ),
        Component.DIASTOLIC: Summary(
            mean=Fraction(165, 2), least=Fraction(80), most=Fraction(85), count=2
        ),
    } == found.points[date(2026, 6, 15)]
    assert own.merged() == found.bounds[Component.SYSTOLIC]
    assert DEFAULT_BOUNDS[Component.DIASTOLIC] == found.bounds[Component.DIASTOLIC]


@pytest.mark.parametrize("days", [0, 367])
def test_a_range_is_bounded(days: int) -> None:
    """
    A trend covers at least a day and at most a year.
    """
    with pytest.raises(InvalidInputError, match="days is out of range"):
        vital_trend([], sign=VitalSign.SPO2, last_day=_LAST, zone=_ZONE, days=days)
