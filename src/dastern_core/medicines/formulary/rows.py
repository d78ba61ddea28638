"""
Rows: one line of a table made into a substance, a product or an interaction.

Texts hold several values parted by ``|``, so that a row of the formulary reads as a row.
"""

from datetime import date
from fractions import Fraction
from typing import Final

from dastern_core.medicines.interactions import Interaction, InteractionLevel, Side
from dastern_core.medicines.products import Product
from dastern_core.medicines.strengths import parse_strength
from dastern_core.medicines.substances import (
    Category,
    ChildLimit,
    DoseLimit,
    MealAdvice,
    Source,
    Substance,
)

__all__ = ["ENTERED_ON", "interaction", "product", "substance"]

ENTERED_ON: Final = date(2026, 11, 26)
"""
The day on which the rows were written.
"""

_GROUP = "*"  # before a name on an interaction's side: every substance of that group


def substance(  # noqa: PLR0913 - one argument for each column of the table
    name: str,
    french: str,
    atc: str,
    category: Category,
    *,
    also: str = "",
    khmer: str = "",
    khmer_words: str = "",
    brands: str = "",
    groups: str = "",
    forms: str = "tablet",
    strengths: str = "",
    unit: str = "mg",
    single: str | None = None,
    daily: str | None = None,
    hours: str | None = None,
    adult_from: int = 18,
    child_single: str | None = None,
    child_daily: str | None = None,
    child_from: int = 0,
    meal: MealAdvice | None = None,
    advice: str | None = None,
    document: str = "SmPC (EU)",
    section: str = "4.2 posology",
) -> Substance:
    """
    Make one substance of a row.

    Args:
        name: English international name.
        french: French international name.
        atc: ATC codes.
        category: What it is given for.
        also: Other generic names.
        khmer: Transliterations in Khmer script.
        khmer_words: Khmer words that mean it.
        brands: Brands of the substance alone.
        groups: Pharmacological groups.
        forms: Shapes.
        strengths: Common strengths.
        unit: The unit of the limits.
        single: The adult's most at once.
        daily: The adult's most in 24 hours.
        hours: The least hours between two doses.
        adult_from: The age from which these hold.
        child_single: A child's most at once for each kilogram.
        child_daily: A child's most in 24 hours for each kilogram.
        child_from: The age in months from which these hold.
        meal: How it stands to meals.
        advice: What else a patient should know.
        document: The kind of document the limits come from.
        section: The place in it.
    """
    limited = any(limit is not None for limit in (single, daily, hours))
    weighed = any(limit is not None for limit in (child_single, child_daily))
    return Substance(
        name=name,
        french=french,
        synonyms=_parts(also),
        khmer=_parts(khmer),
        khmer_words=_parts(khmer_words),
        brands=_parts(brands),
        atc=_parts(atc),
        category=category,
        groups=frozenset(_parts(groups)),
        forms=_parts(forms),
        strengths=_parts(strengths),
        unit=unit,
        adult=DoseLimit(
            single=_amount(single), daily=_amount(daily), min_interval_hours=_amount(hours)
        )
        if limited
        else None,
        adult_from_years=adult_from,
        child=ChildLimit(
            single_per_kg=_amount(child_single),
            daily_per_kg=_amount(child_daily),
            from_months=child_from,
        )
        if weighed
        else None,
        meal=meal,
        advice=advice,
        source=Source(document=document, section=section, entered_on=ENTERED_ON),
    )


def product(
    name: str, substances: str, *, also: str = "", strengths: str = "", forms: str = "tablet"
) -> Product:
    """
    Make one combination of a row.

    Args:
        name: The name by which it is shown.
        substances: What it holds, in the order of its strengths.
        also: Other names and brands.
        strengths: Such as ``500/125 mg``.
        forms: Shapes.
    """
    return Product(
        name=name,
        others=_parts(also),
        substances=_parts(substances),
        strengths=tuple(parse_strength(text) for text in _parts(strengths)),
        forms=_parts(forms),
    )


def interaction(  # noqa: PLR0917 - the columns of a row, in their order
    one: str,
    other: str,
    level: InteractionLevel,
    mechanism: str,
    remedy: str,
    *,
    within_days: int = 0,
    apart_hours: int | None = None,
    document: str = "SmPC (EU)",
    section: str = "4.3 and 4.5",
) -> Interaction:
    """
    Make one interaction of a row.

    Args:
        one: A substance, or a group after a star.
        other: The other side, likewise.
        level: How strongly they are kept apart.
        mechanism: What happens, in one sentence.
        remedy: What to do, in one sentence.
        within_days: How long after the end of one the other still matters.
        apart_hours: Where hours between the two are enough, how many.
        document: The kind of document it comes from.
        section: The place in it.
    """
    return Interaction(
        one=_side(one),
        other=_side(other),
        level=level,
        mechanism=mechanism,
        remedy=remedy,
        within_days=within_days,
        apart_hours=apart_hours,
        source=Source(document=document, section=section, entered_on=ENTERED_ON),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _amount(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _side(text: str) -> Side:
    return Side(name=text.removeprefix(_GROUP), is_group=text.startswith(_GROUP))
