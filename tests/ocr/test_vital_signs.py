"""
Vital signs: numbers with the codes and units that FHIR asks for.
"""

import pytest

from dastern_core.ocr import FieldName, Reading
from dastern_core.ocr.vital_signs import READERS, vital_signs


def _reading(value: str | None, text: str = "") -> Reading:
    return Reading(text=text or value or "", value=value, confidence=0.99, box=None)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        (FieldName.BLOOD_PRESSURE, "120/80 mmHg", "120/80"),
        (FieldName.BLOOD_PRESSURE, "១២០/៨០", "120/80"),
        (FieldName.BLOOD_PRESSURE, "80/120", None),
        (FieldName.BLOOD_PRESSURE, "120", None),
        (FieldName.BLOOD_PRESSURE, "900/80", None),
        (FieldName.TEMPERATURE, "38,5 °C", "38.5"),
        (FieldName.TEMPERATURE, "385", None),
        (FieldName.PULSE, "74/mn", "74"),
        (FieldName.PULSE, "x", None),
        (FieldName.WEIGHT, "58 kg", "58"),
        (FieldName.GLUCOSE, "110 mg/dl", "110"),
    ],
)
def test_values(name: FieldName, text: str, value: str | None) -> None:
    """
    A number is read where a living person can have it, and not else.
    """
    assert READERS[name](text) == value


def test_codes_and_units() -> None:
    """
    Each number has its LOINC code and its UCUM unit; a field without a value gives none.
    """
    fields = {
        FieldName.BLOOD_PRESSURE: _reading("120/80"),
        FieldName.PULSE: _reading(None),
        FieldName.WEIGHT: _reading("58"),
        FieldName.GLUCOSE: _reading("110", "110 mg/dl"),
    }

    found = [(sign.code, sign.value, sign.unit) for sign in vital_signs(fields)]

    assert found == [
        ("8480-6", "120", "mm[Hg]"),
        ("8462-4", "80", "mm[Hg]"),
        ("29463-7", "58", "kg"),
        ("2339-0", "110", "mg/dL"),
    ]


@pytest.mark.parametrize(("value", "text"), [("6.1", "6.1"), ("40", "40 mmol/L")])
def test_glucose_in_millimoles(value: str, text: str) -> None:
    """
    A small number, or one with its unit, is in mmol/L.
    """
    (sign,) = vital_signs({FieldName.GLUCOSE: _reading(value, text)})

    assert (sign.code, sign.unit) == ("15074-8", "mmol/L")


def test_what_nobody_could_have_is_left_out() -> None:
    """
    A value that a person wrote into the field, or that was emptied, breaks nothing.
    """
    fields = {
        name: Reading(text="", value=value, confidence=1.0, box=None, review=())
        for name, value in ((FieldName.BLOOD_PRESSURE, ""), (FieldName.GLUCOSE, "much"))
    }

    assert () == vital_signs(fields)
