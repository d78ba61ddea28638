"""
Maxima: how much of a substance is taken at once, and in any 24 hours.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction

import attrs

from dastern_core.kernel import decimal_text
from dastern_core.medicines import Substance
from dastern_core.safety.findings import Finding, FindingCode, Severity
from dastern_core.safety.ingredients import DAY, AsNeeded, Ingredient
from dastern_core.safety.limits import PersonalLimit

__all__ = ["DayTotal", "maxima", "worst_day"]

_MOST_SHOWN = 10


@attrs.frozen(kw_only=True)
class DayTotal:
    """
    The 24 hours in which most is taken.

    Args:
        start: When they begin.
        amount: How much is taken in them, what is taken as needed at its most.
        planned: The planned doses in them.
    """

    start: datetime
    amount: Fraction
    planned: tuple[datetime, ...]


def worst_day(
    intakes: Sequence[tuple[datetime, Fraction]], as_needed: Sequence[AsNeeded]
) -> DayTotal | None:
    """
    Find the 24 hours in which most is taken; a dose exactly 24 hours later no longer counts.

    Args:
        intakes: Planned doses, in any order.
        as_needed: What may be taken beside them, at its most in any of its 24 hours.

    Returns:
        The earliest of the worst; None where nothing is taken.
    """
    # The most is reached by a stretch that begins at a dose, or at the end of a time as
    # needed: any other can be moved later, up to one of these, and loses nothing.
    ordered = sorted(intakes)
    starts = sorted({at for at, _ in ordered} | {one.end for one in as_needed})
    worst: DayTotal | None = None
    first = last = 0
    total = Fraction(0)
    for start in starts:
        while last < len(ordered) and ordered[last][0] < start + DAY:
            total += ordered[last][1]
            last += 1
        while first < last and ordered[first][0] < start:
            total -= ordered[first][1]
            first += 1
        beside = sum(
            (
                one.least_of_most
                for one in as_needed
                if one.start < start + DAY and one.end >= start
            ),
            Fraction(0),
        )
        if worst is None or total + beside > worst.amount:
            planned = tuple(at for at, _ in ordered[first:last])
            worst = DayTotal(start=start, amount=total + beside, planned=planned)
    return worst


def maxima(
    substance: Substance, ingredients: Sequence[Ingredient], personal: PersonalLimit
) -> Iterator[Finding]:
    """
    Hold what is taken of a substance against its maxima.

    Args:
        substance: The substance.
        ingredients: All regimens that hold it by mouth or rectum.
        personal: What the person may take.
    """
    limit = personal.limit
    if limit is None:
        return
    intakes = [
        (intake.at, intake.amount)
        for one in ingredients
        for intake in one.intakes
        if intake.amount is not None
    ]
    beside = [needed for one in ingredients for needed in one.as_needed]
    day = worst_day(intakes, beside)
    refs = tuple(sorted(one.ref for one in ingredients))
    if limit.daily is not None and day is not None and day.amount > limit.daily:
        mostly = ", what is taken as needed at its most" if beside else ""
        yield Finding(
            code=FindingCode.DAILY_MAXIMUM,
            severity=Severity.HIGH,
            subject=(substance.name,),
            message=(
                f"{_told(day.amount, substance)} of {substance.name} within 24 hours{mostly}; "
                f"the most for {personal.who} is {_told(limit.daily, substance)}."
            ),
            remedy="Do not take more than the most; ask the prescriber or a pharmacist.",
            regimens=refs,
            doses=day.planned[:_MOST_SHOWN],
            source=substance.source,
        )
    if limit.single is not None:
        yield from _single(substance, ingredients, personal, limit.single)


def _single(
    substance: Substance,
    ingredients: Sequence[Ingredient],
    personal: PersonalLimit,
    most: Fraction,
) -> Iterator[Finding]:
    at_once: dict[datetime, Fraction] = {}
    needed: list[Fraction] = []
    concerned = [one for one in ingredients if not one.known.naming.modified_release]
    for one in concerned:
        for intake in one.intakes:
            if intake.amount is not None:
                at_once[intake.at] = at_once.get(intake.at, Fraction(0)) + intake.amount
        needed += [rule.single for rule in one.as_needed if rule.single is not None]
    largest = max([*at_once.values(), *needed], default=Fraction(0))
    if largest <= most:
        return
    yield Finding(
        code=FindingCode.SINGLE_MAXIMUM,
        severity=Severity.HIGH,
        subject=(substance.name,),
        message=(
            f"{_told(largest, substance)} of {substance.name} at once; "
            f"the most for {personal.who} is {_told(most, substance)}."
        ),
        remedy="Take it in smaller doses; ask the prescriber or a pharmacist.",
        regimens=tuple(sorted(one.ref for one in concerned)),
        doses=tuple(sorted(at for at, amount in at_once.items() if amount > most))[:_MOST_SHOWN],
        source=substance.source,
    )


def _told(amount: Fraction, substance: Substance) -> str:
    return f"{decimal_text(amount)} {substance.unit}"
