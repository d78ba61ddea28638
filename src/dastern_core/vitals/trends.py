"""
Vital trends: the average, least and greatest number of each day, week or month.

Days are the patient's calendar days. A stretch without a reading is left out: nothing is
drawn between two readings that nobody took.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import Fault, InvalidInputError, local_date
from dastern_core.vitals.readings import Reading
from dastern_core.vitals.signs import COMPONENTS, Component, VitalSign
from dastern_core.vitals.thresholds import Bounds, PersonalBounds, bounds_for

__all__ = ["LONGEST_TREND_DAYS", "Stretch", "Summary", "VitalTrend", "vital_trend"]

LONGEST_TREND_DAYS = 366
"""
The longest range that a trend covers.
"""


class Stretch(Enum):
    """
    What one point of a trend covers (VIT-16); a week begins on Monday (ISO 8601).
    """

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    def start(self, day: date) -> date:
        """
        Give the first day of the stretch in which a day lies.
        """
        if self is Stretch.WEEKLY:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self is Stretch.MONTHLY else day


@attrs.frozen(kw_only=True)
class Summary:
    """
    One component's numbers in one stretch, in the unit in which the sign is judged.

    Args:
        mean: The arithmetic mean, exact.
        least: The smallest number.
        most: The greatest.
        count: How many there are, at least 1.
    """

    mean: Fraction
    least: Fraction
    most: Fraction
    count: int


@attrs.frozen(kw_only=True)
class VitalTrend:
    """
    How a sign went over a range of days.

    Args:
        sign: What was measured.
        points: For each stretch with readings, by its first day: each component's summary.
        bounds: What is normal for the patient, by component.
    """

    sign: VitalSign
    points: Mapping[date, Mapping[Component, Summary]]
    bounds: Mapping[Component, Bounds]


def vital_trend(
    readings: Iterable[Reading],
    *,
    sign: VitalSign,
    last_day: date,
    zone: ZoneInfo,
    days: int = 30,
    stretch: Stretch = Stretch.DAILY,
    personal: Iterable[PersonalBounds] = (),
) -> VitalTrend:
    """
    Summarize a patient's readings of a sign.

    Args:
        readings: Of one patient, in any order; other signs and other days are left out.
        sign: What to follow.
        last_day: The last day, included, in the patient's zone.
        zone: The patient's zone.
        days: How many days, 1 to 366.
        stretch: What one point covers.
        personal: The patient's own bounds.

    Raises:
        InvalidInputError: The number of days is out of range.

    Source:
        Rule VIT-16.
    """
    if not 1 <= days <= LONGEST_TREND_DAYS:
        remedy = f"Give 1 to {LONGEST_TREND_DAYS} days."
        raise InvalidInputError(Fault(field="days", problem="is out of range", remedy=remedy))
    first = last_day - timedelta(days=days - 1)
    own = tuple(personal)
    numbers: dict[date, dict[Component, list[Fraction]]] = {}
    for reading in readings:
        day = local_date(reading.measured_at, zone=zone)
        if reading.sign is sign and first <= day <= last_day:
            point = numbers.setdefault(stretch.start(day), {})
            for component, number in reading.judged.items():
                point.setdefault(component, []).append(number)
    return VitalTrend(
        sign=sign,
        points={
            start: {component: _summary(listed) for component, listed in point.items()}
            for start, point in sorted(numbers.items())
        },
        bounds={component: bounds_for(component, own) for component in COMPONENTS[sign]},
    )


def _summary(numbers: list[Fraction]) -> Summary:
    mean = sum(numbers, Fraction(0)) / len(numbers)
    return Summary(mean=mean, least=min(numbers), most=max(numbers), count=len(numbers))
