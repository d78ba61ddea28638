"""
Durations: how many days a supply lasts where nobody wrote them down.

Formula: quantity / daily dose, exact. Where either is unknown: the median of what the
person's other supplies of the same medicine lasted, as written down or computed from
their quantity; a median is never made from medians. Where there are too few of those,
there is no duration: a guess would look like a fact in every figure built on it.

Assumption: quantity and daily dose are in the same unit, and the dose is the one
prescribed. Left out: as-needed medicine, whose daily dose nobody knows.

Source: Dima and Dediu 2017, doi:10.1371/journal.pone.0174426, for quantity over dose.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from fractions import Fraction
from statistics import median

import attrs

from dastern_core.adherence.supply import SupplyEvent
from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "Dispensing",
    "DurationSource",
    "KnownSupply",
    "durations",
    "require_fewest",
    "supplied",
]


class DurationSource(Enum):
    """
    Where a duration comes from.
    """

    RECORDED = "recorded"
    QUANTITY = "quantity"
    MEDIAN = "median"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Dispensing:
    """
    What was handed out, as far as it was written down.

    Args:
        day: The calendar day.
        duration_days: How long it lasts; above 0, or None where unknown.
        quantity: How much was handed out; above 0, or None where unknown.
        daily_dose: The prescribed dose a day, in the quantity's unit; above 0, or None
            where unknown.
        medication: What distinguishes one medicine from another. Those without are taken
            for the same one.

    Raises:
        InvalidInputError: A number is not above 0.
    """

    day: date
    duration_days: Fraction | None = None
    quantity: Fraction | None = None
    daily_dose: Fraction | None = None
    medication: str | None = None

    def __attrs_post_init__(self) -> None:
        """
        Report every number that cannot be.
        """
        numbers = {
            "duration_days": self.duration_days,
            "quantity": self.quantity,
            "daily_dose": self.daily_dose,
        }
        remedy = "Give a number above 0, or None where it is unknown."
        faults = [
            Fault(field=field, problem="is not above 0", remedy=remedy)
            for field, number in numbers.items()
            if number is not None and number <= 0
        ]
        if faults:
            raise InvalidInputError(*faults)


@attrs.frozen(kw_only=True)
class KnownSupply:
    """
    A dispensing and how long it lasts.

    Args:
        dispensing: What was handed out.
        days: How long it lasts, exactly; None where nothing tells.
        source: Where the days come from.
    """

    dispensing: Dispensing
    days: Fraction | None
    source: DurationSource

    @property
    def derived(self) -> bool:
        """
        Whether the days were computed instead of written down.
        """
        return self.source in {DurationSource.QUANTITY, DurationSource.MEDIAN}


def durations(
    dispensings: Iterable[Dispensing], *, fewest_for_median: int | None = 2
) -> tuple[KnownSupply, ...]:
    """
    Find how long each of one person's supplies lasts.

    Args:
        dispensings: All of the person's, in any order.
        fewest_for_median: How many other supplies of the medicine must be known before
            their median stands in, from 1 on; None for never.

    Returns:
        One for each dispensing, in the order given. What was written down stays, even
        where quantity and dose say otherwise.

    Raises:
        InvalidInputError: A median of nothing is asked for.

    Example:
        >>> found = durations(
        ...     [Dispensing(day=date(2026, 1, 1), quantity=Fraction(45), daily_dose=Fraction(2))]
        ... )
        >>> found[0].days, found[0].source.value
        (Fraction(45, 2), 'quantity')
    """
    require_fewest(fewest_for_median)
    told = [_told(one) for one in dispensings]
    lasting: dict[str | None, list[Fraction]] = {}
    for one in told:
        if one.days is not None:
            lasting.setdefault(one.dispensing.medication, []).append(one.days)
    return tuple(
        one
        if one.days is not None
        else _usual(one, lasting.get(one.dispensing.medication, []), fewest_for_median)
        for one in told
    )


def supplied(known: Iterable[KnownSupply]) -> tuple[SupplyEvent, ...] | None:
    """
    Give the events that the measures take.

    Args:
        known: One person's supplies.

    Returns:
        The events in the order given; None where the duration of any is unknown, because
        to leave that one out would call days uncovered that were supplied.
    """
    every = tuple(known)
    found = tuple(
        SupplyEvent(
            day=one.dispensing.day,
            duration_days=float(one.days),
            daily_dose=(
                None if one.dispensing.daily_dose is None else float(one.dispensing.daily_dose)
            ),
            medication=one.dispensing.medication,
        )
        for one in every
        if one.days is not None
    )
    return found if len(found) == len(every) else None


def require_fewest(fewest_for_median: int | None) -> None:
    """
    Refuse a median of nothing.

    Raises:
        InvalidInputError: It is asked for.
    """
    if fewest_for_median is not None and fewest_for_median < 1:
        raise InvalidInputError(
            Fault(
                field="fewest_for_median",
                problem="asks for a median of nothing",
                remedy="Give 1 or more, or None for no median.",
            )
        )


def _told(one: Dispensing) -> KnownSupply:
    if one.duration_days is not None:
        return KnownSupply(dispensing=one, days=one.duration_days, source=DurationSource.RECORDED)
    if one.quantity is None or one.daily_dose is None:
        return KnownSupply(dispensing=one, days=None, source=DurationSource.UNKNOWN)
    return KnownSupply(
        dispensing=one, days=one.quantity / one.daily_dose, source=DurationSource.QUANTITY
    )


def _usual(one: KnownSupply, others: list[Fraction], fewest: int | None) -> KnownSupply:
    if fewest is None or len(others) < fewest:
        return one
    return attrs.evolve(one, days=median(others), source=DurationSource.MEDIAN)
