"""
Vital signs: what is measured, in which units, and what a reading can plausibly show.

Each sign has one unit in which it is judged, the first of ``UNITS``; other units that
devices and forms print are converted exactly, so that judging loses nothing.
"""

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["COMPONENTS", "PLAUSIBLE", "UNITS", "Component", "Span", "Unit", "VitalSign", "unit_of"]


class VitalSign(Enum):
    """
    What is measured (VIT-01, C50).
    """

    BLOOD_PRESSURE = "blood_pressure"
    GLUCOSE = "glucose"
    HEART_RATE = "heart_rate"
    TEMPERATURE = "temperature"
    SPO2 = "spo2"
    WEIGHT = "weight"
    HEIGHT = "height"


class Component(Enum):
    """
    One number of a reading; blood pressure has two (VIT-04).
    """

    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    GLUCOSE = "glucose"
    HEART_RATE = "heart_rate"
    TEMPERATURE = "temperature"
    SPO2 = "spo2"
    WEIGHT = "weight"
    HEIGHT = "height"


COMPONENTS: Final[Mapping[VitalSign, tuple[Component, ...]]] = MappingProxyType(
    {
        VitalSign.BLOOD_PRESSURE: (Component.SYSTOLIC, Component.DIASTOLIC),
        VitalSign.GLUCOSE: (Component.GLUCOSE,),
        VitalSign.HEART_RATE: (Component.HEART_RATE,),
        VitalSign.TEMPERATURE: (Component.TEMPERATURE,),
        VitalSign.SPO2: (Component.SPO2,),
        VitalSign.WEIGHT: (Component.WEIGHT,),
        VitalSign.HEIGHT: (Component.HEIGHT,),
    }
)
"""
The numbers of each sign's reading, in the order in which they are written.
"""


@attrs.frozen(kw_only=True)
class Unit:
    """
    A unit, and how it becomes the one in which its sign is judged.

    Args:
        symbol: As people write it, such as ``"mmol/L"``.
        ucum: Its code in the Unified Code for Units of Measure, for FHIR.
        factor: What one of it is worth in the sign's first unit.
        zero: Where its zero lies in the sign's first unit.
    """

    symbol: str
    ucum: str
    factor: Fraction = Fraction(1)
    zero: Fraction = Fraction(0)

    def judged(self, value: Fraction) -> Fraction:
        """
        Convert a number of this unit into the sign's first unit, exactly.
        """
        return value * self.factor + self.zero


UNITS: Final[Mapping[VitalSign, tuple[Unit, ...]]] = MappingProxyType(
    {
        VitalSign.BLOOD_PRESSURE: (
            Unit(symbol="mmHg", ucum="mm[Hg]"),
            # French-trained clinicians write 12/8 for 120/80.
            Unit(symbol="cmHg", ucum="cm[Hg]", factor=Fraction(10)),
            # 1 mmHg is 133.322 387 415 Pa: NIST SP 811 (2008), appendix B.8.
            Unit(symbol="kPa", ucum="kPa", factor=1000 / Fraction("133.322387415")),
        ),
        VitalSign.GLUCOSE: (
            Unit(symbol="mg/dL", ucum="mg/dL"),
            # Glucose, C6H12O6, has 180.156 g/mol (IUPAC standard atomic weights, 2021).
            Unit(symbol="mmol/L", ucum="mmol/L", factor=Fraction("18.0156")),
            Unit(symbol="g/L", ucum="g/L", factor=Fraction(100)),
        ),
        VitalSign.HEART_RATE: (Unit(symbol="bpm", ucum="/min"), Unit(symbol="/min", ucum="/min")),
        VitalSign.TEMPERATURE: (
            Unit(symbol="°C", ucum="Cel"),
            Unit(symbol="°F", ucum="[degF]", factor=Fraction(5, 9), zero=Fraction(-160, 9)),
        ),
        VitalSign.SPO2: (Unit(symbol="%", ucum="%"),),
        VitalSign.WEIGHT: (
            Unit(symbol="kg", ucum="kg"),
            Unit(symbol="g", ucum="g", factor=Fraction(1, 1000)),
            # The international pound: NIST SP 811 (2008), appendix B.8.
            Unit(symbol="lb", ucum="[lb_av]", factor=Fraction("0.45359237")),
        ),
        VitalSign.HEIGHT: (
            Unit(symbol="cm", ucum="cm"),
            Unit(symbol="m", ucum="m", factor=Fraction(100)),
        ),
    }
)
"""
The units of each sign; it is judged in the first (VIT-02).
"""


@attrs.frozen(kw_only=True)
class Span:
    """
    A stretch of numbers, both ends included.

    Args:
        least: The smallest number in it.
        most: The largest.
    """

    least: Fraction
    most: Fraction

    def __contains__(self, value: Fraction) -> bool:
        """
        Tell whether a number lies in it.
        """
        return self.least <= value <= self.most


def _span(least: str, most: str) -> Span:
    return Span(least=Fraction(least), most=Fraction(most))


PLAUSIBLE: Final[Mapping[Component, Span]] = MappingProxyType(
    {
        Component.SYSTOLIC: _span("30", "300"),
        Component.DIASTOLIC: _span("15", "200"),
        Component.GLUCOSE: _span("5", "2000"),
        Component.HEART_RATE: _span("15", "350"),
        Component.TEMPERATURE: _span("20", "46"),
        Component.SPO2: _span("20", "100"),
        Component.WEIGHT: _span("0.3", "450"),
        Component.HEIGHT: _span("20", "260"),
    }
)
"""
What a living patient's reading can show, in the sign's first unit (VIT-18).

These are this library's own wide limits against slips of finger and unit, no clinical
judgement; ``DEFAULT_BOUNDS`` and ``RED_LINES`` judge.
"""


def unit_of(sign: VitalSign, symbol: str) -> Unit:
    """
    Find a sign's unit by its symbol.

    Raises:
        InvalidInputError: The sign is not measured in it; the remedy lists its units.
    """
    for unit in UNITS[sign]:
        if unit.symbol == symbol:
            return unit
    known = ", ".join(unit.symbol for unit in UNITS[sign])
    problem = f"is no unit of {sign.value}"
    raise InvalidInputError(Fault(field="unit", problem=problem, remedy=f"Give one of: {known}."))
