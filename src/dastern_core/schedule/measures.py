"""
Measures: amounts with a unit as FHIR writes them, exact.

Source: FHIR R5 Quantity, SimpleQuantity, Range and Ratio.
"""

from decimal import Decimal
from fractions import Fraction

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Quantity
from dastern_core.schedule.reading import EXACT_VALUE_URL, JsonObject

__all__ = [
    "Measure",
    "MeasureRange",
    "MeasureRatio",
    "measure_json",
    "number_json",
    "range_json",
    "ratio_json",
    "ratio_of",
    "read_measure",
    "read_range",
    "read_ratio",
]

_UNITLESS = "1"  # UCUM's unit of a bare number


@attrs.frozen(kw_only=True)
class Measure:
    """
    An exact amount and its unit.

    Args:
        value: Not negative.
        unit: As people read it, such as ``"tablet"``.
        system: The system of ``code``, usually UCUM's address.
        code: The unit as machines read it, such as ``"mg"``.
    """

    value: Fraction = attrs.field(validator=attrs.validators.ge(Fraction(0)))
    unit: str | None = None
    system: str | None = None
    code: str | None = None

    @property
    def unit_name(self) -> str:
        """
        The unit to show: the readable one, else the code, else UCUM's ``"1"``.
        """
        return self.unit or self.code or _UNITLESS

    @property
    def quantity(self) -> Quantity:
        """
        The amount in the words of the rest of the library.
        """
        return Quantity(value=self.value, unit=self.unit_name)


@attrs.frozen(kw_only=True)
class MeasureRange:
    """
    From one amount to another of the same unit, both included.

    Args:
        low: The least.
        high: The most, not below ``low``.
    """

    low: Measure
    high: Measure

    def __attrs_post_init__(self) -> None:
        """
        Refuse a range that runs backwards or mixes units.
        """
        if self.low.unit_name != self.high.unit_name:
            remedy = "Give both ends in one unit."
            raise InvalidInputError(Fault(field="high", problem="has another unit", remedy=remedy))
        if self.high.value < self.low.value:
            raise InvalidInputError(
                Fault(field="high", problem="is below low", remedy="Swap low and high.")
            )


@attrs.frozen(kw_only=True)
class MeasureRatio:
    """
    One amount per another, such as 4 g per 24 h.

    Args:
        numerator: How much.
        denominator: Per how much; not zero.
    """

    numerator: Measure
    denominator: Measure

    def __attrs_post_init__(self) -> None:
        """
        Refuse a ratio over zero.
        """
        if self.denominator.value == 0:
            remedy = "Give the amount that it is per."
            raise InvalidInputError(Fault(field="denominator", problem="is zero", remedy=remedy))


def number_json(name: str, value: Fraction) -> dict[str, object]:
    """
    Write an exact number as a JSON field.

    Args:
        name: The field's name.
        value: The number.

    Returns:
        The field; where no JSON number is exact, beside it the exact-value extension.

    Example:
        >>> number_json("value", Fraction(1, 2))
        {'value': 0.5}
    """
    if value.denominator == 1:
        return {name: int(value)}
    # JSON has no other number than this; it is written only where it reads back exactly.
    nearest = float(value)
    if Fraction(Decimal(repr(nearest))) == value:
        return {name: nearest}
    exact = {"url": EXACT_VALUE_URL, "valueString": f"{value.numerator}/{value.denominator}"}
    return {name: nearest, f"_{name}": {"extension": [exact]}}


def measure_json(measure: Measure) -> dict[str, object]:
    """
    Write a measure as a FHIR Quantity.
    """
    labels = {"unit": measure.unit, "system": measure.system, "code": measure.code}
    present = {name: label for name, label in labels.items() if label is not None}
    return number_json("value", measure.value) | present


def range_json(bounds: MeasureRange) -> dict[str, object]:
    """
    Write a range as a FHIR Range.
    """
    return {"low": measure_json(bounds.low), "high": measure_json(bounds.high)}


def ratio_json(ratio: MeasureRatio) -> dict[str, object]:
    """
    Write a ratio as a FHIR Ratio.
    """
    return {
        "numerator": measure_json(ratio.numerator),
        "denominator": measure_json(ratio.denominator),
    }


def read_measure(owner: JsonObject, name: str) -> Measure | None:
    """
    Read a FHIR Quantity without a comparator; None where it is absent or wrong.
    """
    entered = owner.nested(name)
    if entered is None:
        return None
    entered.expect_only(["value", "unit", "system", "code"])
    value = entered.number("value")
    labels = {label: entered.text(label) for label in ("unit", "system", "code")}
    if value is None or value < 0:
        if value is not None or "value" not in entered.fields:
            entered.fault("value", "is not an amount", "Give an amount of zero or more.")
        return None
    return Measure(value=value, **labels)


def read_range(owner: JsonObject, name: str) -> MeasureRange | None:
    """
    Read a FHIR Range with both ends; None where it is absent or wrong.
    """
    entered = owner.nested(name)
    if entered is None:
        return None
    entered.expect_only(["low", "high"])
    low, high = read_measure(entered, "low"), read_measure(entered, "high")
    if low is None or high is None:
        _expect_both(entered, "low", "high")
        return None
    return entered.build(lambda: MeasureRange(low=low, high=high))


def read_ratio(owner: JsonObject, name: str) -> MeasureRatio | None:
    """
    Read a FHIR Ratio with both parts; None where it is absent or wrong.
    """
    entered = owner.nested(name)
    return None if entered is None else ratio_of(entered)


def ratio_of(entered: JsonObject) -> MeasureRatio | None:
    """
    Read the ratio that an entered object is; None where it is wrong.
    """
    entered.expect_only(["numerator", "denominator"])
    numerator = read_measure(entered, "numerator")
    denominator = read_measure(entered, "denominator")
    if numerator is None or denominator is None:
        _expect_both(entered, "numerator", "denominator")
        return None
    return entered.build(lambda: MeasureRatio(numerator=numerator, denominator=denominator))


def _expect_both(entered: JsonObject, *names: str) -> None:
    for name in names:
        if name not in entered.fields:
            entered.fault(name, "is missing", f"Give {' and '.join(names)}.")
