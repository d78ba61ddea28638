"""
Mealtimes: doses on the wrong side of a meal, and doses that want different sides.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import Final

from dastern_core.medicines import MealAdvice
from dastern_core.safety.findings import Finding, FindingCode, Severity
from dastern_core.safety.ingredients import Ingredient
from dastern_core.schedule import MealRelation

__all__ = ["mealtimes"]

_MOST_SHOWN: Final = 10
_WITHOUT_FOOD: Final = frozenset({MealAdvice.EMPTY_STOMACH, MealAdvice.BEFORE_MEAL})
_WRONG: Final = frozenset(
    {
        (MealAdvice.EMPTY_STOMACH, MealRelation.WITH),
        (MealAdvice.EMPTY_STOMACH, MealRelation.AFTER),
        (MealAdvice.BEFORE_MEAL, MealRelation.WITH),
        (MealAdvice.BEFORE_MEAL, MealRelation.AFTER),
        (MealAdvice.WITH_FOOD, MealRelation.BEFORE),
    }
)


def mealtimes(ingredients: Sequence[Ingredient]) -> Iterator[Finding]:
    """
    Hold each dose's side of the meal against its label.

    Args:
        ingredients: Those of all regimens.

    Yields:
        One finding a medicine whose schedule says the wrong side, and one a pair of
        medicines that stand at one time although one wants food and the other none.
    """
    advised = [one for one in ingredients if one.substance.meal is not None and one.by_mouth]
    for one in advised:
        yield from _wrong_side(one)
    together: dict[tuple[str, str], list[tuple[Ingredient, Ingredient]]] = {}
    for one, other in combinations(advised, 2):
        wants = {one.substance.meal, other.substance.meal}
        if one.ref == other.ref or not (MealAdvice.WITH_FOOD in wants and wants & _WITHOUT_FOOD):
            continue
        if _instants(one) & _instants(other):
            names = sorted((one.substance.name, other.substance.name))
            together.setdefault((names[0], names[1]), []).append((one, other))
    for pair, places in together.items():
        yield _apart(pair, places)


def _apart(pair: tuple[str, str], places: Sequence[tuple[Ingredient, Ingredient]]) -> Finding:
    advised = {
        each.substance.name: each.substance for one, other in places for each in (one, other)
    }
    sides = [(name, advised[name].meal) for name in pair]
    told = " and ".join(f"{name} {side.value}" for name, side in sides if side is not None)
    shared = {at for one, other in places for at in _instants(one) & _instants(other)}
    return Finding(
        code=FindingCode.MEALS_APART,
        severity=Severity.LOW,
        subject=pair,
        message=f"At one time stand {told}.",
        remedy="Take the one half an hour before the meal, the other with it.",
        regimens=tuple(sorted({each.ref for one, other in places for each in (one, other)})),
        doses=tuple(sorted(shared))[:_MOST_SHOWN],
        source=advised[pair[0]].source,
    )


def _instants(one: Ingredient) -> set[datetime]:
    return {intake.at for intake in one.intakes}


def _wrong_side(one: Ingredient) -> Iterator[Finding]:
    advice = one.substance.meal
    wrong = sorted(dose.at for dose in one.known.regimen.doses if (advice, dose.meal) in _WRONG)
    if advice is None or not wrong:
        return
    yield Finding(
        code=FindingCode.MEAL,
        severity=Severity.LOW,
        subject=(one.ref, one.substance.name),
        message=(
            f"{one.substance.name} is to be taken {advice.value}; "
            f"{len(wrong)} of its doses stand on the other side of the meal."
        ),
        remedy="Move the dose to the other side of the meal, or ask whether it is meant.",
        regimens=(one.ref,),
        doses=tuple(wrong)[:_MOST_SHOWN],
        source=one.substance.source,
    )
