"""
Substances: what acts in a medicine, its names, and how much of it is safe.
"""

from datetime import date
from enum import Enum
from fractions import Fraction

import attrs

from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "Category",
    "ChildLimit",
    "DoseLimit",
    "MealAdvice",
    "Source",
    "Substance",
]


class Category(Enum):
    """
    What a substance is mainly given for, as a pharmacy's shelves are sorted.
    """

    PAIN = "pain and fever"
    ANTIBIOTIC = "antibiotic"
    TUBERCULOSIS = "tuberculosis"
    ANTIVIRAL = "antiviral"
    ANTIFUNGAL = "antifungal"
    ANTIPARASITIC = "antiparasitic and antimalarial"
    HEART = "heart and blood pressure"
    BLOOD = "blood clotting"
    DIABETES = "diabetes"
    HORMONE = "hormone"
    STOMACH = "stomach and bowel"
    BREATHING = "breathing and allergy"
    MIND = "mind and sleep"
    NERVES = "epilepsy and nerves"
    VITAMIN = "vitamin and mineral"
    OTHER = "other"


class MealAdvice(Enum):
    """
    How a medicine should stand to a meal, by its label.
    """

    EMPTY_STOMACH = "on an empty stomach"
    BEFORE_MEAL = "before a meal"
    WITH_FOOD = "with or after food"


@attrs.frozen(kw_only=True)
class Source:
    """
    Where an entry comes from, and who has checked it.

    Args:
        document: The kind of document, such as ``"SmPC"`` or ``"ONC list"``.
        section: The place in it.
        entered_on: The day on which the entry was written.
        reviewed_by: The pharmacist who checked it; None until one has.
    """

    document: str = attrs.field(validator=attrs.validators.min_len(1))
    section: str = attrs.field(validator=attrs.validators.min_len(1))
    entered_on: date
    reviewed_by: str | None = None

    def __str__(self) -> str:
        """
        Give the source as people cite it, with its standing.
        """
        standing = (
            "not reviewed by a pharmacist"
            if self.reviewed_by is None
            else f"reviewed by {self.reviewed_by}"
        )
        return f"{self.document}, {self.section}; entered {self.entered_on}; {standing}"


def _positive(
    _limit: object, field: "attrs.Attribute[Fraction | None]", value: Fraction | None
) -> None:
    if value is not None and value <= 0:
        remedy = "Give an amount above 0, or None where the label gives none."
        raise InvalidInputError(Fault(field=field.name, problem="is not above 0", remedy=remedy))


@attrs.frozen(kw_only=True)
class DoseLimit:
    """
    The most of a substance for an adult, in the substance's own unit.

    Args:
        single: The most at once; None where the label gives none.
        daily: The most in any 24 hours; None where the label gives none.
        min_interval_hours: The least time from one dose to the next; None where the label
            gives none.
    """

    single: Fraction | None = attrs.field(default=None, validator=_positive)
    daily: Fraction | None = attrs.field(default=None, validator=_positive)
    min_interval_hours: Fraction | None = attrs.field(default=None, validator=_positive)

    def __attrs_post_init__(self) -> None:
        """
        Refuse a single maximum above the daily one.
        """
        if self.single is not None and self.daily is not None and self.single > self.daily:
            remedy = "Give a single maximum that fits into the daily one."
            raise InvalidInputError(
                Fault(field="single", problem="is above the daily maximum", remedy=remedy)
            )


@attrs.frozen(kw_only=True)
class ChildLimit:
    """
    The most of a substance for a child, by weight; never more than an adult may take.

    Args:
        single_per_kg: The most at once for each kilogram; None where the label gives none.
        daily_per_kg: The most in any 24 hours for each kilogram; None likewise.
        from_months: The age from which the label gives it.
    """

    single_per_kg: Fraction | None = attrs.field(default=None, validator=_positive)
    daily_per_kg: Fraction | None = attrs.field(default=None, validator=_positive)
    from_months: int = 0


@attrs.frozen(kw_only=True)
class Substance:
    """
    One active substance.

    Args:
        name: The English international name, lower case; also its key.
        french: The French international name.
        synonyms: Other generic names and abbreviations, such as ``acetaminophen``.
        khmer: Transliterations of its names in Khmer script.
        khmer_words: Khmer words that mean it.
        brands: Common names of products that hold this substance alone.
        atc: Codes of the Anatomical Therapeutic Chemical classification, the one for
            general use first.
        category: What it is mainly given for.
        groups: The pharmacological groups of which interactions speak.
        forms: The shapes in which it is sold, as ``FORM_WORDS`` names them.
        strengths: Common strengths, as printed.
        unit: The unit of its limits: ``mg``, ``mcg`` or ``IU``.
        adult: The most for an adult by mouth or rectum; None where it is not known here.
        adult_from_years: The age from which the adult limits hold.
        child: The most for a child; None where it is not known here.
        meal: How it stands to meals; None where it does not matter or is not known.
        advice: What a patient should know about it beyond doses, such as alcohol.
        source: Where the limits come from.
    """

    name: str = attrs.field(validator=attrs.validators.min_len(1))
    french: str
    synonyms: tuple[str, ...] = ()
    khmer: tuple[str, ...] = ()
    khmer_words: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    atc: tuple[str, ...] = attrs.field(validator=attrs.validators.min_len(1))
    category: Category
    groups: frozenset[str] = frozenset()
    forms: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    unit: str = attrs.field(default="mg", validator=attrs.validators.in_(("mg", "mcg", "IU")))
    adult: DoseLimit | None = None
    adult_from_years: int = 18
    child: ChildLimit | None = None
    meal: MealAdvice | None = None
    advice: str | None = None
    source: Source

    @property
    def chemical_group(self) -> str:
        """
        The fourth level of its first ATC code, such as ``M01AE``.
        """
        return self.atc[0][:5]

    @property
    def names(self) -> tuple[str, ...]:
        """
        Every name that means this substance, brands included, the English name first.
        """
        khmer = (*self.khmer_words, *self.khmer)
        return (self.name, self.french, *self.synonyms, *khmer, *self.brands)
