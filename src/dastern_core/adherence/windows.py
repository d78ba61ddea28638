"""
Windows: the stretches of time that the research measures look at.

The follow-up window bounds what is known of a patient; the observation window lies
within it and is what a measure speaks of. Days are numbers here (``date.toordinal``),
because supply may end within a day. Both ends belong to a window, yet its length is end
minus start: an event on the very last day has an interval of 0.
"""

import math
from datetime import date, timedelta
from enum import Enum

import attrs
from dateutil.relativedelta import relativedelta

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["DECIMALS", "Span", "Unit", "Window", "WindowPlan", "Windows", "place", "whole_days"]

DECIMALS = 6
"""
The decimals of a day that count: what lies beyond them is rounding, not time.
"""

_DEFAULT_DAYS = 730  # two years, as in the reference implementation


class Unit(Enum):
    """
    A calendar unit.
    """

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


_DAYS_IN = {Unit.DAYS: 1, Unit.WEEKS: 7}
_MONTHS_IN = {Unit.MONTHS: 1, Unit.YEARS: 12}


@attrs.frozen(kw_only=True)
class Span:
    """
    A number of calendar units.

    Args:
        count: Finite; rounded to whole days, months or years when added, halves to even.
        unit: Days unless told.
    """

    count: float
    unit: Unit = Unit.DAYS

    def __attrs_post_init__(self) -> None:
        """
        Refuse a span that no calendar holds.
        """
        if not (math.isfinite(self.count) and abs(self.count) <= date.max.toordinal()):
            problem, remedy = "is not a length of time", "Give a finite number of days."
            raise InvalidInputError(Fault(field="span", problem=problem, remedy=remedy))

    def after(self, day: date) -> date:
        """
        Give the day that lies this span after another.

        Args:
            day: Where to begin.

        Returns:
            The day; where a month lacks it, the first of the next month.

        Raises:
            InvalidInputError: The day lies beyond the calendar.

        Source:
            The reference implementation, AdhereR 0.8.1, measured.

        Example:
            >>> Span(count=1, unit=Unit.MONTHS).after(date(2021, 1, 31))
            datetime.date(2021, 3, 1)
        """
        try:
            if self.unit in _DAYS_IN:
                return day + timedelta(days=round(_DAYS_IN[self.unit] * self.count))
            target = day + relativedelta(months=_MONTHS_IN[self.unit] * round(self.count))
        except (OverflowError, ValueError) as error:
            problem, remedy = "leaves the calendar", "Give a shorter span."
            raise InvalidInputError(Fault(field="span", problem=problem, remedy=remedy)) from error

        return target if target.day == day.day else target + timedelta(days=1)


@attrs.frozen(kw_only=True)
class Window:
    """
    A stretch of days, both ends included.

    Args:
        start: The first day, as a number.
        end: The last day, as a number; not before the start.
    """

    start: float
    end: float

    def __attrs_post_init__(self) -> None:
        """
        Refuse a window that ends before it starts.
        """
        if self.end < self.start:
            problem, remedy = "ends before it starts", "Swap its ends."
            raise InvalidInputError(Fault(field="window", problem=problem, remedy=remedy))

    @classmethod
    def between(cls, first: date, last: date) -> "Window":
        """
        Give the window between two days, both included.
        """
        return cls(start=first.toordinal(), end=last.toordinal())

    @property
    def length(self) -> float:
        """
        The days from start to end.
        """
        return self.end - self.start

    def __contains__(self, number: float) -> bool:
        """
        Tell whether a day lies in the window.
        """
        return self.start <= number <= self.end


@attrs.frozen(kw_only=True)
class Windows:
    """
    One patient's two windows.

    Args:
        followup: What is known of the patient.
        observation: What a measure speaks of; within the follow-up window.

    Raises:
        InvalidInputError: The observation window leaves the follow-up window.
    """

    followup: Window
    observation: Window

    def __attrs_post_init__(self) -> None:
        """
        Refuse an observation window outside the follow-up window.
        """
        before = self.observation.start < self.followup.start
        if before or self.observation.end > self.followup.end:
            raise InvalidInputError(
                Fault(
                    field="observation window",
                    problem="leaves the follow-up window",
                    remedy="Follow up longer, or observe a shorter or a later window.",
                )
            )


_NO_DAYS = Span(count=0)
_TWO_YEARS = Span(count=_DEFAULT_DAYS)


@attrs.frozen(kw_only=True)
class WindowPlan:
    """
    How to place the windows of every patient.

    Args:
        followup_start: From the patient's first event, possibly negative; or a day.
        followup: The length of the follow-up, above 0.
        observation_start: From the start of the follow-up, not negative; or a day.
        observation: The length of the observation, above 0.

    Raises:
        InvalidInputError: A length is not above 0, or the observation starts too early.
    """

    followup_start: Span | date = _NO_DAYS
    followup: Span = _TWO_YEARS
    observation_start: Span | date = _NO_DAYS
    observation: Span = _TWO_YEARS

    def __attrs_post_init__(self) -> None:
        """
        Report every span that cannot be.
        """
        faults = [
            Fault(field=field, problem="is not above 0", remedy="Give a length above 0.")
            for field, span in (("followup", self.followup), ("observation", self.observation))
            if span.count <= 0
        ]
        if isinstance(self.observation_start, Span) and self.observation_start.count < 0:
            problem = "lies before the follow-up"
            remedy = "Give 0 or more; to look back, begin the follow-up earlier."
            faults.append(Fault(field="observation_start", problem=problem, remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)


def place(plan: WindowPlan, *, first_day: date) -> Windows:
    """
    Place the windows of one patient.

    Args:
        plan: Where the windows lie.
        first_day: The day of the patient's first event.

    Returns:
        The two windows.

    Raises:
        InvalidInputError: The observation window leaves the follow-up window, for this
            patient; another patient's windows are another call.
    """
    followup_start = _start(plan.followup_start, first_day)
    observation_start = _start(plan.observation_start, followup_start)
    return Windows(
        followup=Window.between(followup_start, plan.followup.after(followup_start)),
        observation=Window.between(observation_start, plan.observation.after(observation_start)),
    )


def whole_days(days: float) -> int:
    """
    Round to whole days, halves to even.

    Args:
        days: A length of time that carried supply may have made fractional; its last
            digits depend on the order of the sums, and must not decide over a day.

    Example:
        >>> whole_days(182.5), whole_days(182.49999999999997)
        (182, 182)
    """
    return round(round(days, DECIMALS))


def _start(start: Span | date, anchor: date) -> date:
    return start.after(anchor) if isinstance(start, Span) else start
