"""
Ingredients: each regimen's substances, with how much of them is taken when.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

import attrs

from dastern_core.kernel import Quantity
from dastern_core.medicines import (
    FORM_WORDS,
    Content,
    Formulary,
    Naming,
    Substance,
    contents,
    converted,
    identify,
    split_strength,
)
from dastern_core.safety.regimens import Regimen
from dastern_core.schedule import PrnRule

__all__ = ["DAY", "AsNeeded", "Ingredient", "Intake", "Known", "ingredients_of", "known_of"]

DAY: Final = timedelta(hours=24)
"""
The stretch for which a daily maximum holds: any 24 hours, not a calendar day.
"""

_COUNTED: Final = frozenset(
    {"tablet", "capsule", "sachet", "suppository", "ampoule", "vial", "ovule", "puff", "piece"}
)
_ON_THE_SKIN: Final = frozenset({"cream", "ointment", "ovule"})
_NOT_BY_MOUTH: Final = frozenset({*_ON_THE_SKIN, "injection", "inhaler", "drops"})
_FORM_OF_UNIT: Final = {
    "ampoule": "injection",
    "vial": "injection",
    "tube": "cream",
    "ovule": "ovule",
    "puff": "inhaler",
    "inhaler": "inhaler",
    "drop": "drops",
}


@attrs.frozen(kw_only=True)
class Known:
    """
    A regimen, and what its name means.

    Args:
        regimen: The regimen.
        naming: What its name was understood to mean.
        form: The shape it comes in, as far as form or unit tell.
    """

    regimen: Regimen
    naming: Naming
    form: str | None

    @property
    def acts_within(self) -> bool:
        """
        Whether it acts in the whole body; what stays on skin or membrane does not count.
        """
        return self.form not in _ON_THE_SKIN


@attrs.frozen(kw_only=True)
class Intake:
    """
    One dose of a substance.

    Args:
        at: When, in UTC.
        amount: In the substance's unit; None where it cannot be told.
    """

    at: datetime
    amount: Fraction | None


@attrs.frozen(kw_only=True)
class AsNeeded:
    """
    A substance taken as needed, at its most.

    Args:
        start: From when it may be taken.
        end: Until when.
        single: The most at once; None where nothing tells.
        daily: The most in any 24 hours; None where nothing bounds it.
        min_interval: The least time between two; zero where nothing tells.
    """

    start: datetime
    end: datetime
    single: Fraction | None
    daily: Fraction | None
    min_interval: timedelta

    @property
    def least_of_most(self) -> Fraction:
        """
        What counts into a day: its most, or one dose where nothing bounds it.
        """
        return self.daily or self.single or Fraction(0)


@attrs.frozen(kw_only=True)
class Ingredient:
    """
    One substance of one regimen.

    Args:
        known: The regimen.
        substance: The substance.
        intakes: Each dose, by time.
        as_needed: How it is taken as needed.
        by_mouth: Whether the limits, which are those by mouth or rectum, hold.
    """

    known: Known
    substance: Substance
    intakes: tuple[Intake, ...]
    as_needed: tuple[AsNeeded, ...]
    by_mouth: bool

    @property
    def ref(self) -> str:
        """
        The regimen's reference.
        """
        return self.known.regimen.ref


def known_of(regimen: Regimen, *, formulary: Formulary) -> Known:
    """
    Tell what a regimen's name means.
    """
    return Known(
        regimen=regimen,
        naming=identify(regimen.name, formulary=formulary),
        form=_form(regimen),
    )


def ingredients_of(known: Known) -> tuple[Ingredient, ...]:
    """
    Give a regimen's substances with their amounts.
    """
    regimen = known.regimen
    printed = (regimen.strength or "", regimen.name)
    strength = next((one for text in printed if (one := split_strength(text).strength)), None)
    alone = len(known.naming.substances) == 1
    return tuple(
        Ingredient(
            known=known,
            substance=content.substance,
            intakes=tuple(
                Intake(at=dose.at, amount=_amount(content, dose.quantity, alone=alone))
                for dose in sorted(regimen.doses, key=lambda dose: dose.at)
            ),
            as_needed=tuple(
                _as_needed(content, rule, regimen, alone=alone) for rule in regimen.as_needed
            ),
            by_mouth=known.form not in _NOT_BY_MOUTH,
        )
        for content in contents(known.naming, strength)
    )


def _form(regimen: Regimen) -> str | None:
    if regimen.form is not None:
        word = FORM_WORDS.get(regimen.form.strip().lower())
        return regimen.form.strip().lower() if word is None else word.form
    units = {unit for unit in map(_unit, _quantities(regimen)) if unit in _FORM_OF_UNIT}
    return _FORM_OF_UNIT[units.pop()] if len(units) == 1 else None


def _quantities(regimen: Regimen) -> Sequence[Quantity]:
    doses = [dose.quantity for dose in regimen.doses]
    rules = [rule.quantity for rule in regimen.as_needed]
    return [quantity for quantity in (*doses, *rules) if quantity is not None]


def _unit(quantity: Quantity) -> str:
    word = FORM_WORDS.get(quantity.unit.strip().lower())
    return quantity.unit if word is None else word.unit


def _amount(content: Content, quantity: Quantity | None, *, alone: bool) -> Fraction | None:
    if quantity is None:
        return None
    unit = _unit(quantity)
    direct = converted(quantity.value, unit, to=content.substance.unit)
    if direct is not None:
        return direct if alone else None
    if content.amount is None:
        return None
    if content.per_ml is not None:
        volume = converted(quantity.value, unit, to="ml")
        return None if volume is None else volume / content.per_ml * content.amount
    return quantity.value * content.amount if unit in _COUNTED else None


def _as_needed(content: Content, rule: PrnRule, regimen: Regimen, *, alone: bool) -> AsNeeded:
    def amount(quantity: Quantity | None) -> Fraction | None:
        return _amount(content, quantity, alone=alone)

    singles = [
        one
        for one in (amount(rule.quantity_max or rule.quantity), amount(rule.most_per_dose))
        if one is not None
    ]
    single = min(singles, default=None)
    bounds = [amount(limit.most) for limit in rule.limits if limit.stretch >= DAY]
    bounds += [
        _times(amount(limit.most), -(-DAY // limit.stretch))
        for limit in rule.limits
        if timedelta(0) < limit.stretch < DAY
    ]
    bounds.append(amount(rule.most_per_lifetime))
    if rule.min_interval:
        bounds.append(_times(single, -(-DAY // rule.min_interval)))
    return AsNeeded(
        start=regimen.during.start,
        end=regimen.during.end,
        single=single,
        daily=min((bound for bound in bounds if bound is not None), default=None),
        min_interval=rule.min_interval,
    )


def _times(amount: Fraction | None, count: int) -> Fraction | None:
    return None if amount is None else amount * count
