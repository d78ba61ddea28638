"""
Intervals: the least time between two doses of a substance.

Doses are instants, so a clock that changes and a journey across zones count as they are.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from dastern_core.kernel import decimal_text
from dastern_core.medicines import Substance
from dastern_core.safety.findings import Finding, FindingCode, Severity
from dastern_core.safety.ingredients import Ingredient
from dastern_core.safety.limits import PersonalLimit

__all__ = ["as_needed_bounds", "intervals"]

_HOUR = timedelta(hours=1)
_MOST_SHOWN = 10


def intervals(
    substance: Substance, ingredients: Sequence[Ingredient], personal: PersonalLimit
) -> Iterator[Finding]:
    """
    Hold the times of a substance's doses against its least interval.

    Args:
        substance: The substance.
        ingredients: All regimens that hold it by mouth or rectum.
        personal: What the person may take.

    Yields:
        One finding for the closest two doses; doses at one instant count as one.
    """
    if personal.limit is None or personal.limit.min_interval_hours is None:
        return
    hours = personal.limit.min_interval_hours
    least = timedelta(hours=1) * hours.numerator / hours.denominator
    instants = sorted({intake.at for one in ingredients for intake in one.intakes})
    close = [pair for pair in pairwise(instants) if pair[1] - pair[0] < least]
    needed = [
        rule.min_interval
        for one in ingredients
        for rule in one.as_needed
        if timedelta(0) < rule.min_interval < least
    ]
    gaps = [second - first for first, second in close] + needed
    if not gaps:
        return
    shown = dict.fromkeys(at for pair in close for at in pair)
    yield Finding(
        code=FindingCode.INTERVAL,
        severity=Severity.HIGH,
        subject=(substance.name,),
        message=(
            f"Two doses of {substance.name} only {_hours(min(gaps))} hours apart; "
            f"the least is {decimal_text(hours)} hours."
        ),
        remedy="Leave at least that time between two doses; ask for other times.",
        regimens=tuple(sorted(one.ref for one in ingredients)),
        doses=tuple(shown)[:_MOST_SHOWN],
        source=substance.source,
    )


def as_needed_bounds(ingredients: Sequence[Ingredient]) -> Iterator[Finding]:
    """
    Tell what is taken as needed without saying how much a day or how far apart.

    Args:
        ingredients: Those of one regimen.
    """
    for one in ingredients:
        if not any(rule.daily is None for rule in one.as_needed):
            continue
        yield Finding(
            code=FindingCode.AS_NEEDED_OPEN,
            severity=Severity.MODERATE,
            subject=(one.ref, one.substance.name),
            message=(
                f"{one.known.regimen.name} is taken as needed, and nothing says how much of "
                f"{one.substance.name} in a day: its maximum was not checked."
            ),
            remedy="Ask how many a day at most, and how long to wait in between.",
            regimens=(one.ref,),
            source=one.substance.source,
        )


def _hours(gap: timedelta) -> str:
    return f"{gap / _HOUR:.4g}"
