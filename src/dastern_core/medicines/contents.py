"""
Contents: how much of each substance one unit of a medicine holds.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import attrs

from dastern_core.medicines.naming import Naming
from dastern_core.medicines.products import Product
from dastern_core.medicines.strengths import Strength
from dastern_core.medicines.substances import Substance

__all__ = ["Content", "contents", "converted"]

_MASS: Final = {
    "kg": Fraction(10**6),
    "g": Fraction(1000),
    "mg": Fraction(1),
    "mcg": Fraction(1, 1000),
}
_ACTIVITY: Final = {"MIU": Fraction(10**6), "IU": Fraction(1)}
_VOLUME: Final = {"l": Fraction(1000), "ml": Fraction(1)}


@attrs.frozen(kw_only=True)
class Content:
    """
    How much of one substance a medicine holds.

    Args:
        substance: The substance.
        amount: In the substance's own unit; None where the strength does not tell.
        per_ml: The volume that holds it; None where one counted unit does.
    """

    substance: Substance
    amount: Fraction | None
    per_ml: Fraction | None


def converted(amount: Fraction, unit: str, *, to: str) -> Fraction | None:
    """
    Give an amount in another unit; None where the two do not measure the same.

    Example:
        >>> converted(Fraction(1), "g", to="mg"), converted(Fraction(1), "g", to="IU")
        (Fraction(1000, 1), None)
    """
    for scale in (_MASS, _ACTIVITY, _VOLUME):
        if unit in scale and to in scale:
            return amount * scale[unit] / scale[to]
    return None


def contents(naming: Naming, strength: Strength | None) -> tuple[Content, ...]:
    """
    Give what one unit of a medicine holds of each of its substances.

    Args:
        naming: What the name means.
        strength: As printed; None where none is.

    Returns:
        One for each substance. Of a combination the amounts are taken only where they are
        as many as the substances and their order is sure, or where one number is the sum
        of exactly one known strength, such as Augmentin 1 g; otherwise they are None.
    """
    per_ml = None
    amounts: Mapping[str, Fraction | None] = {}
    if strength is not None:
        per_ml = _per_ml(strength)
        measurable = strength.per is None or per_ml is not None
        amounts = _amounts(naming, strength) if measurable else {}
    return tuple(
        Content(substance=one, amount=amounts.get(one.name), per_ml=per_ml)
        for one in naming.substances
    )


def _per_ml(strength: Strength) -> Fraction | None:
    if strength.per is None or strength.per_unit is None:
        return None
    return converted(strength.per, strength.per_unit, to="ml")


def _amounts(naming: Naming, strength: Strength) -> Mapping[str, Fraction | None]:
    names = tuple(one.name for one in naming.substances)
    ordered: tuple[Fraction, ...] | None = strength.amounts
    if naming.product is not None:
        names, ordered = naming.product.substances, _in_order(naming.product, strength)
    if ordered is None or len(ordered) != len(names):
        return {}
    amounts = dict(zip(names, ordered, strict=True))
    return {
        one.name: converted(amounts[one.name], strength.unit, to=one.unit)
        for one in naming.substances
    }


def _in_order(product: Product, strength: Strength) -> tuple[Fraction, ...] | None:
    scale, volume = converted(Fraction(1), strength.unit, to="mg"), _per_ml(strength)
    if scale is None:
        return None
    printed = [amount * scale for amount in strength.amounts]
    fitting = set()
    for known in product.strengths:
        known_volume = _per_ml(known)
        if (volume is None) is not (known_volume is None):
            continue
        stretch = Fraction(1) if volume is None else volume / (known_volume or 1)
        wanted = [
            (converted(amount, known.unit, to="mg") or amount) * stretch for amount in known.amounts
        ]
        if printed == wanted:
            return strength.amounts
        if sorted(printed) in (sorted(wanted), [sum(wanted)]):
            fitting.add(tuple(amount / scale for amount in wanted))
    return fitting.pop() if len(fitting) == 1 else None
