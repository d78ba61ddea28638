"""
Supply: what a patient was handed, and for how many days it lasts.

This is the raw material of the research measures. They know no doses taken, only
medicine in hand, so each of them is an upper bound of what was swallowed.
"""

import math
from collections.abc import Iterable
from datetime import date

import attrs

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["SupplyEvent", "in_order", "known_dose", "known_medication"]


@attrs.frozen(kw_only=True)
class SupplyEvent:
    """
    One dispensing, or one prescription taken as dispensed.

    Args:
        day: The calendar day of the event.
        duration_days: How long the supply lasts at the prescribed dose; more than 0,
            fractions allowed.
        daily_dose: The prescribed dose a day in any unit the patient's events share;
            more than 0. None where it is unknown.
        medication: What distinguishes one medicine from another; None where unknown.

    Raises:
        InvalidInputError: A number is not finite or not above 0.
    """

    day: date
    duration_days: float
    daily_dose: float | None = None
    medication: str | None = None

    def __attrs_post_init__(self) -> None:
        """
        Report every number that cannot be.
        """
        numbers = {"duration_days": self.duration_days}
        if self.daily_dose is not None:
            numbers["daily_dose"] = self.daily_dose
        faults = [
            Fault(field=field, problem="is not above 0", remedy="Give a finite number above 0.")
            for field, number in numbers.items()
            if not (math.isfinite(number) and number > 0)
        ]
        if faults:
            raise InvalidInputError(*faults)

    @property
    def number(self) -> int:
        """
        The day as a number: days since 31 December of the year before year 1.
        """
        return self.day.toordinal()


def in_order(events: Iterable[SupplyEvent]) -> tuple[SupplyEvent, ...]:
    """
    Put events in the order of their days; events of one day keep the order given.

    That order matters: carry-over passes from one event to the next, and changes where
    the medicine or the dose does.
    """
    return tuple(sorted(events, key=lambda event: event.day))


def known_dose(event: SupplyEvent) -> float:
    """
    Give the daily dose of an event that must have one.

    Raises:
        InvalidInputError: It has none.
    """
    if event.daily_dose is None:
        raise InvalidInputError(_missing("daily_dose", "dosage_change"))
    return event.daily_dose


def known_medication(event: SupplyEvent) -> str:
    """
    Give the medicine of an event that must have one.

    Raises:
        InvalidInputError: It has none.
    """
    if event.medication is None:
        raise InvalidInputError(_missing("medication", "same_medication or medication_change"))
    return event.medication


def _missing(field: str, options: str) -> Fault:
    return Fault(
        field=field,
        problem="is missing from an event",
        remedy=f"Fill it in for every event, or leave {options} off.",
    )
