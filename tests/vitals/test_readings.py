"""
Readings: what is accepted, converted and refused.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from dastern_core.kernel import InvalidInputError, PatientId
from dastern_core.vitals import (
    COMPONENTS,
    UNITS,
    Component,
    Reading,
    ReadingId,
    VitalSign,
    record_reading,
)

_NOW = datetime(2026, 6, 15, 5, tzinfo=UTC)
_FACTS: dict[str, Any] = {
    "patient_id": PatientId(UUID(int=7)),
    "sign": VitalSign.BLOOD_PRESSURE,
    "value": Fraction(120),
    "secondary": Fraction(80),
    "unit": "mmHg",
    "measured_at": _NOW,
}


def _faults(**changed: object) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        Reading(id=ReadingId(UUID(int=1)), **{**_FACTS, **changed})
    return [fault.field for fault in caught.value.faults]


@pytest.mark.rule("VIT-01")
@pytest.mark.rule("VIT-02")
@pytest.mark.rule("C50")
def test_every_sign_has_a_unit_and_components() -> None:
    """
    The six signs of the rule and height are judged in the rule's units.
    """
    units = {sign.name: units[0].symbol for sign, units in UNITS.items()}

    assert {
        "BLOOD_PRESSURE": "mmHg",
        "GLUCOSE": "mg/dL",
        "HEART_RATE": "bpm",
        "TEMPERATURE": "°C",
        "SPO2": "%",
        "WEIGHT": "kg",
        "HEIGHT": "cm",
    } == units
    assert set(COMPONENTS) == set(VitalSign)


@pytest.mark.parametrize(
    ("sign", "measured", "expected"),
    [
        (VitalSign.GLUCOSE, "5.5 mmol/L", "99.0858"),
        (VitalSign.GLUCOSE, "1.26 g/L", "126"),
        (VitalSign.TEMPERATURE, "98.6 °F", "37"),
        (VitalSign.HEIGHT, "1.62 m", "162"),
        (VitalSign.WEIGHT, "100 lb", "45.359237"),
        (VitalSign.HEART_RATE, "72 /min", "72"),
    ],
)
def test_other_units_convert_exactly(
    reading: Callable[..., Reading], sign: VitalSign, measured: str, expected: str
) -> None:
    """
    A number in another unit is judged as the number it is.
    """
    numbers, unit = measured.split(" ")
    (judged,) = reading(sign, numbers, unit=unit).judged.values()

    assert Fraction(expected) == judged


@pytest.mark.rule("VIT-04")
def test_blood_pressure_has_two_numbers(reading: Callable[..., Reading]) -> None:
    """
    French short hand 12/8 is 120 over 80; the text is as measured.
    """
    short = reading(VitalSign.BLOOD_PRESSURE, "12/8", unit="cmHg")

    assert {Component.SYSTOLIC: Fraction(120), Component.DIASTOLIC: Fraction(80)} == short.judged
    assert str(short) == "12/8 cmHg"


@pytest.mark.rule("VIT-18")
@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"unit": "mg/dL"}, ["unit"]),
        ({"secondary": None}, ["secondary"]),
        ({"sign": VitalSign.SPO2, "unit": "%"}, ["secondary"]),
        ({"value": Fraction(1200)}, ["value"]),
        ({"value": Fraction(80), "secondary": Fraction(120)}, ["secondary"]),
        ({"value": Fraction(80)}, ["secondary"]),
        ({"value": 120.0}, ["value"]),
        ({"secondary": 80.0}, ["secondary"]),
        ({"source": " "}, ["source"]),
        ({"source": "x" * 65, "value": True}, ["source", "value"]),
        ({"measured_at": datetime(2026, 6, 15, 5), "unit": "kg"}, ["unit", "measured_at"]),  # noqa: DTZ001 - a naive instant is what is refused
    ],
)
def test_an_impossible_reading_is_refused(changed: dict[str, object], fields: list[str]) -> None:
    """
    Every fault names its field.
    """
    assert fields == _faults(**changed)


@pytest.mark.rule("VIT-17")
def test_a_reading_is_of_now_unless_it_says_otherwise() -> None:
    """
    Without a time of its own, a reading was taken when it was told, by hand.
    """
    facts = {**_FACTS, "measured_at": None}
    taken = record_reading(reading_id=ReadingId(UUID(int=1)), now=_NOW, **facts)

    assert (_NOW, "manual") == (taken.measured_at, taken.source)


@pytest.mark.rule("VIT-18")
def test_a_reading_of_the_future_is_refused() -> None:
    """
    One second ahead is a wrong clock.
    """
    facts = {**_FACTS, "measured_at": _NOW + timedelta(seconds=1)}

    with pytest.raises(InvalidInputError, match="measured_at lies in the future"):
        record_reading(reading_id=ReadingId(UUID(int=1)), now=_NOW, **facts)
