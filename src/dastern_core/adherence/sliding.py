"""
Sliding windows: how a measure changes over the observation.
"""

import math
from collections.abc import Iterable
from datetime import date

import attrs

from dastern_core.adherence.measures import Measure, measure_within
from dastern_core.adherence.supply import SupplyEvent
from dastern_core.adherence.windows import Span, Unit, Window, WindowPlan, Windows, place
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["MOST_WINDOWS", "Slide", "SlidingMeasure", "days_in", "measure_sliding", "slid"]

MOST_WINDOWS = 100_000
"""
The most windows that one patient can have: a day's step for more than 270 years.
"""

_DAYS_IN = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 30, Unit.YEARS: 365}
_NO_DAYS = Span(count=0)


@attrs.frozen(kw_only=True)
class Slide:
    """
    How a window slides through the observation window.

    Args:
        start: Of the first window, from the start of the observation; not negative.
        length: Of each window, above 0; months have 30 days here and years 365.
        step: From one window to the next, above 0; likewise.
        windows: How many windows to spread evenly instead, at least 1; the step is then
            at least a day and at most a window.

    Raises:
        InvalidInputError: A number is out of range.
    """

    start: Span = _NO_DAYS
    length: Span
    step: Span
    windows: int | None = None

    def __attrs_post_init__(self) -> None:
        """
        Report every number out of range.
        """
        faults = [
            Fault(field=field, problem="is out of range", remedy=remedy)
            for field, wrong, remedy in (
                ("start", self.start.count < 0, "Give 0 or more."),
                ("length", self.length.count <= 0, "Give a length above 0."),
                ("step", self.step.count <= 0, "Give a step above 0."),
                ("windows", self.windows is not None and self.windows < 1, "Give 1 or more."),
            )
            if wrong
        ]
        if faults:
            raise InvalidInputError(*faults)


@attrs.frozen(kw_only=True)
class SlidingMeasure:
    """
    One window and its measure.

    Args:
        number: From 1, in the order of time.
        window: The days it covers.
        value: The measure, or None where it has no value.
    """

    number: int
    window: Window
    value: float | None


def measure_sliding(
    kind: Measure,
    events: Iterable[SupplyEvent],
    *,
    plan: WindowPlan,
    slide: Slide,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> tuple[SlidingMeasure, ...]:
    """
    Measure one patient in windows that slide through the observation window.

    Args:
        kind: Which measure.
        events: All of the patient's events, in any order.
        plan: Where the windows lie, seen from the first event.
        slide: How the window slides.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.

    Returns:
        Every window that lies wholly in the observation window, in order; none where not
        even the first does.

    Raises:
        InvalidInputError: As ``measure``; or there are more windows than 100,000.
    """
    known = tuple(events)
    if not known:
        return ()
    placed = place(plan, first_day=min(event.day for event in known))
    found: list[SlidingMeasure] = []
    for number, window in enumerate(slid(placed.observation, slide), start=1):
        windows = Windows(followup=placed.followup, observation=window)
        value = measure_within(
            kind,
            known,
            windows=windows,
            same_medication=same_medication,
            dosage_change=dosage_change,
        )
        found.append(SlidingMeasure(number=number, window=window, value=value))
    return tuple(found)


def slid(observation: Window, slide: Slide) -> list[Window]:
    """
    Place the windows that lie wholly in an observation window.

    Raises:
        InvalidInputError: There are more than 100,000.
    """
    first = slide.start.after(date.fromordinal(int(observation.start))).toordinal()
    length, step = days_in(slide.length), days_in(slide.step)
    room = observation.end - first - length
    if room < 0:
        return []
    if slide.windows is None:
        count = math.floor(room / step + 1)
    elif slide.windows == 1:
        count = 1
    else:
        step = min(max(room / (slide.windows - 1), 1), length)
        count = math.floor(min(room / step + 1, room))
    if count > MOST_WINDOWS:
        raise InvalidInputError(
            Fault(
                field="step",
                problem=f"makes more than {MOST_WINDOWS} windows",
                remedy="Give a longer step.",
            )
        )
    starts = (first + round(index * step) for index in range(count))
    return [
        Window(start=start, end=min(start + round(length), observation.end)) for start in starts
    ]


def days_in(span: Span) -> float:
    """
    Give the fixed number of days of a window or a step.
    """
    return span.count * _DAYS_IN[span.unit]
