"""
Meal instructions: the words beside a row of the grid that say how its doses stand to meals.
"""

from typing import Final

import attrs

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule.dosages import Dosage
from dastern_core.schedule.meals import EventTiming, MealRelation
from dastern_core.schedule.sig import parse_sig
from dastern_core.schedule.timing import Repeat, Timing

__all__ = ["MealInstruction", "meal_instruction"]

_RELATIONS: Final = {
    EventTiming.AC: MealRelation.BEFORE,
    EventTiming.C: MealRelation.WITH,
    EventTiming.PC: MealRelation.AFTER,
}


@attrs.frozen(kw_only=True)
class MealInstruction:
    """
    How the doses of a row stand to the meals.

    Args:
        relation: Before, with or after.
        lead_minutes: How long before or after; None where that is not said.
    """

    relation: MealRelation
    lead_minutes: int | None


def meal_instruction(text: str) -> MealInstruction | None:
    """
    Read an instruction that is about meals and about nothing else.

    Args:
        text: What is printed beside the row, in Khmer, French, English or Latin.

    Returns:
        None for every other text, also where meals are only a part of it: the rest would
        be lost.

    Source:
        Rules DOSE-20 and DOSE-23.

    Example:
        >>> meal_instruction("ក្រោយបាយ").relation
        <MealRelation.AFTER: 'after'>
        >>> meal_instruction("after meals, not with milk") is None
        True
    """
    try:
        reading = parse_sig(text)
    except InvalidInputError:
        return None
    if reading.is_partial or reading.candidates or len(reading.dosages) != 1:
        return None
    (dosage,) = reading.dosages
    repeat = dosage.timing.repeat if dosage.timing else None
    if repeat is None or len(repeat.when) != 1 or repeat.when[0] not in _RELATIONS:
        return None
    said = Repeat(when=repeat.when, offset_minutes=repeat.offset_minutes)
    if dosage != Dosage(timing=Timing(repeat=said), route=dosage.route, method=dosage.method):
        return None
    return MealInstruction(relation=_RELATIONS[repeat.when[0]], lead_minutes=repeat.offset_minutes)
