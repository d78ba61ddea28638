"""
Limits: the most of a substance for one person, by age and weight.
"""

from fractions import Fraction
from typing import Final

import attrs

from dastern_core.medicines import DoseLimit, Substance
from dastern_core.safety.regimens import Patient

__all__ = ["PersonalLimit", "limit_for"]

_MONTHS_A_YEAR: Final = 12


@attrs.frozen(kw_only=True)
class PersonalLimit:
    """
    What one person may take of a substance, or why that is not known.

    Args:
        limit: The most; None where it is not known.
        who: Whom it holds for, such as ``"an adult"``.
        missing: Why it is not known, as the rest of a sentence; empty where it is.
    """

    limit: DoseLimit | None
    who: str
    missing: str


def limit_for(substance: Substance, patient: Patient) -> PersonalLimit:
    """
    Give what a person may take of a substance by mouth.

    Args:
        substance: The substance.
        patient: An age that is not known counts as an adult's.

    Returns:
        For a child the limit by weight, never above an adult's.
    """
    why = _why_unknown(substance, patient)
    if why:
        return PersonalLimit(limit=None, who="", missing=why)
    adult = substance.adult or DoseLimit()
    child, weight = substance.child, patient.weight_kg
    if _is_adult(substance, patient) or child is None or weight is None:
        return PersonalLimit(limit=adult, who="an adult", missing="")
    daily = _least(_times(child.daily_per_kg, weight), adult.daily)
    single = _least(_times(child.single_per_kg, weight), adult.single)
    return PersonalLimit(
        limit=DoseLimit(
            single=None if single is None else _least(single, daily),
            daily=daily,
            min_interval_hours=adult.min_interval_hours,
        ),
        who=f"a child of {float(weight):g} kg",
        missing="",
    )


def _is_adult(substance: Substance, patient: Patient) -> bool:
    return patient.age_years is None or patient.age_years >= substance.adult_from_years


def _why_unknown(substance: Substance, patient: Patient) -> str:
    child = substance.child
    if substance.adult is None and child is None:
        return "has no maximum dose in our data"
    if _is_adult(substance, patient):
        return "" if substance.adult else "has no maximum dose for adults in our data"
    if child is None:
        return f"has no maximum dose below {substance.adult_from_years} years in our data"
    if (patient.age_years or 0) * _MONTHS_A_YEAR < child.from_months:
        return f"has no maximum dose below {child.from_months} months in our data"
    if patient.weight_kg is None:
        return "is limited by weight in a child, and the weight is not given"
    return ""


def _times(per_kg: Fraction | None, weight: Fraction) -> Fraction | None:
    return None if per_kg is None else per_kg * weight


def _least(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)
