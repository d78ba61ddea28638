"""
Duplicates: a substance, or two of one chemical group, in two medicines at one time.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from dastern_core.safety.findings import Finding, FindingCode, Severity
from dastern_core.safety.ingredients import Ingredient

__all__ = ["duplicates", "overlap"]

_ATC_LEVEL_4: Final = 5  # signs
_TOGETHER_ON_PURPOSE: Final = frozenset(
    {
        "J05AF",  # HIV is treated with two nucleosides
        "J04AK",  # tuberculosis: pyrazinamide with ethambutol
        "P01BF",  # artemisinins stand in it with their partners
        "B01AC",  # two antiplatelets after a stent
        "N04BA",  # levodopa with its inhibitor
    }
)


def overlap(one: Ingredient, other: Ingredient, *, within_days: int = 0) -> bool:
    """
    Tell whether two courses run at one time.

    Args:
        one: One.
        other: The other.
        within_days: How many days may lie between them.
    """
    first, second = one.known.regimen.span, other.known.regimen.span
    if first is None or second is None:
        return False
    apart = max(first[0], second[0]) - min(first[1], second[1])
    return apart.total_seconds() <= within_days * 24 * 3600


def duplicates(ingredients: Sequence[Ingredient]) -> Iterator[Finding]:
    """
    Find what is given twice.

    Args:
        ingredients: Those of all regimens.

    Yields:
        One finding a substance, and one a pair of substances of one chemical group (the
        fourth level of ATC), as long as their courses overlap; groups of "other"
        substances are none, and groups that are given together on purpose are left out.
    """
    same: dict[str, set[str]] = {}
    akin: dict[tuple[str, str], set[str]] = {}
    of_name = {one.substance.name: one.substance for one in ingredients}
    for one, other in combinations(ingredients, 2):
        if one.ref == other.ref or not (one.known.acts_within and other.known.acts_within):
            continue
        if one.substance.name == other.substance.name:
            if overlap(one, other):
                same.setdefault(one.substance.name, set()).update({one.ref, other.ref})
        elif _share_group(one, other) and overlap(one, other):
            first, second = sorted({one.substance.name, other.substance.name})
            akin.setdefault((first, second), set()).update({one.ref, other.ref})
    for name, refs in same.items():
        yield Finding(
            code=FindingCode.SAME_SUBSTANCE,
            severity=Severity.HIGH,
            subject=(name,),
            message=f"{len(refs)} medicines hold {name} at the same time.",
            remedy="Ask whether both are meant; the doses add up.",
            regimens=tuple(sorted(refs)),
            source=of_name[name].source,
        )
    for (first, second), refs in akin.items():
        group = of_name[first].chemical_group
        yield Finding(
            code=FindingCode.SAME_GROUP,
            severity=Severity.MODERATE,
            subject=(first, second),
            message=f"{first} and {second} are of one chemical group (ATC {group}).",
            remedy="Ask whether both are meant.",
            regimens=tuple(sorted(refs)),
            source=of_name[first].source,
        )


def _share_group(one: Ingredient, other: Ingredient) -> bool:
    group = one.substance.chemical_group
    named = len(group) == _ATC_LEVEL_4 and not group.endswith("X")
    return named and group == other.substance.chemical_group and group not in _TOGETHER_ON_PURPOSE
