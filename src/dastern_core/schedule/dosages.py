"""
Dosages: how much, when, and at most how much, as FHIR R5 says it.

Source: FHIR R5 datatypes, Dosage (invariant dos-1).
"""

from enum import Enum

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule.concepts import Concept
from dastern_core.schedule.measures import Measure, MeasureRange, MeasureRatio
from dastern_core.schedule.timing import Timing

__all__ = ["Dosage", "DoseAndRate", "DoseKind", "ordered_dose"]


class DoseKind(Enum):
    """
    Whether an amount was ordered or worked out.
    """

    ORDERED = "ordered"
    CALCULATED = "calculated"


@attrs.frozen(kw_only=True)
class DoseAndRate:
    """
    The amount of one dose and the speed at which it is given.

    Args:
        kind: Ordered or calculated; None where that is not said.
        dose: The amount, or its range.
        rate: The speed: an amount per another, an amount, or its range.
    """

    kind: DoseKind | None = None
    dose: Measure | MeasureRange | None = None
    rate: MeasureRatio | MeasureRange | Measure | None = None


@attrs.frozen(kw_only=True, cache_hash=True)
class Dosage:
    """
    One instruction for taking a medicine.

    Args:
        sequence: Its place among the medicine's instructions: equal numbers run side by
            side, higher ones follow when the lower ones have ended.
        text: The whole instruction in words.
        additional_instructions: What else to heed, such as "with food".
        patient_instruction: The instruction in the patient's words.
        timing: When; None where only the words say it.
        as_needed: Whether it is taken when needed, not by the clock.
        as_needed_for: What it is needed for.
        site: Where on the body.
        route: By which way.
        method: By which technique.
        doses: The amounts.
        most_per_period: Upper limits per stretch of time.
        most_per_administration: Upper limit of one dose.
        most_per_lifetime: Upper limit of all doses together.
    """

    sequence: int | None = None
    text: str | None = None
    additional_instructions: tuple[Concept, ...] = ()
    patient_instruction: str | None = None
    timing: Timing | None = None
    as_needed: bool | None = None
    as_needed_for: tuple[Concept, ...] = ()
    site: Concept | None = None
    route: Concept | None = None
    method: Concept | None = None
    doses: tuple[DoseAndRate, ...] = ()
    most_per_period: tuple[MeasureRatio, ...] = ()
    most_per_administration: Measure | None = None
    most_per_lifetime: Measure | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a reason without a need (dos-1) and two amounts of one kind.
        """
        faults = []
        if self.as_needed_for and self.as_needed is False:
            remedy = "Leave asNeeded out or make it true."
            faults.append(
                Fault(field="asNeededFor", problem="stands beside false (dos-1)", remedy=remedy)
            )
        kinds = [one.kind for one in self.doses]
        if len(kinds) != len(set(kinds)):
            remedy = "Give one amount for each type."
            faults.append(
                Fault(field="doseAndRate", problem="has two amounts of one type", remedy=remedy)
            )
        if faults:
            raise InvalidInputError(*faults)

    @property
    def is_as_needed(self) -> bool:
        """
        Whether it is taken when needed; a reason alone says so too.
        """
        return bool(self.as_needed or self.as_needed_for)


def ordered_dose(dosage: Dosage) -> Measure | MeasureRange | None:
    """
    Give the amount to take: the ordered one, else the one of no stated kind, else any.
    """
    by_kind = {one.kind: one.dose for one in dosage.doses if one.dose is not None}
    for kind in (DoseKind.ORDERED, None, DoseKind.CALCULATED):
        if kind in by_kind:
            return by_kind[kind]
    return None
