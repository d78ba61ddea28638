"""
Meetings: medicines that interact, where and when their courses meet.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Final

from dastern_core.medicines import Formulary, Interaction, InteractionLevel
from dastern_core.safety.duplicates import overlap
from dastern_core.safety.findings import Finding, FindingCode, Severity
from dastern_core.safety.ingredients import Ingredient

__all__ = ["meetings"]

_SEVERITY: Final = {
    InteractionLevel.CONTRAINDICATED: Severity.HIGH,
    InteractionLevel.AVOID: Severity.HIGH,
    InteractionLevel.PRECAUTION: Severity.MODERATE,
    InteractionLevel.NOTE: Severity.LOW,
}
_TOLD: Final = {
    InteractionLevel.CONTRAINDICATED: "must not be taken together",
    InteractionLevel.AVOID: "should not be taken together",
    InteractionLevel.PRECAUTION: "need care together",
    InteractionLevel.NOTE: "affect each other",
}
_ACTS: Final = 1  # day: a last dose still acts on the next day


def meetings(ingredients: Sequence[Ingredient], *, formulary: Formulary) -> Iterator[Finding]:
    """
    Find the interactions of courses that overlap in time.

    Args:
        ingredients: Those of all regimens; what acts on the skin alone is left out.
        formulary: Where the interactions stand.

    Yields:
        For each pair of substances its strongest interaction. A course still acts for a
        day after its last dose, and for as long as the interaction says. Where hours
        between the two are enough, only doses that are closer count.
    """
    strongest: dict[tuple[str, str], Interaction] = {}
    concerned: dict[tuple[str, str], set[str]] = {}
    within = [one for one in ingredients if one.known.acts_within]
    for one, other in combinations(within, 2):
        if one.ref == other.ref:
            continue
        known = formulary.between(one.substance, other.substance)
        found = next((each for each in known if _applies(each, one, other)), None)
        if found is None:
            continue
        names = sorted((one.substance.name, other.substance.name))
        pair = (names[0], names[1])
        concerned.setdefault(pair, set()).update({one.ref, other.ref})
        before = strongest.get(pair)
        if before is None or known.index(found) < known.index(before):
            strongest[pair] = found
    for (first, second), interaction in strongest.items():
        yield Finding(
            code=FindingCode.INTERACTION,
            severity=_SEVERITY[interaction.level],
            subject=(first, second),
            message=f"{first} and {second} {_TOLD[interaction.level]}: {interaction.mechanism}",
            remedy=interaction.remedy,
            regimens=tuple(sorted(concerned[first, second])),
            source=interaction.source,
        )


def _applies(interaction: Interaction, one: Ingredient, other: Ingredient) -> bool:
    if not overlap(one, other, within_days=max(_ACTS, interaction.within_days)):
        return False
    if interaction.apart_hours is None or one.as_needed or other.as_needed:
        return True
    least = timedelta(hours=interaction.apart_hours)
    instants = [intake.at for intake in other.intakes]
    for intake in one.intakes:
        place = bisect_left(instants, intake.at)
        near = instants[max(0, place - 1) : place + 1]
        if any(abs(at - intake.at) < least for at in near):
            return True
    return False
