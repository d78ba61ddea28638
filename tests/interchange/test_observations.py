"""
Observations: readings as FHIR R5, checked with fhir.resources.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from fhir.resources.observation import Observation

from dastern_core.interchange import observation_json
from dastern_core.kernel import PatientId
from dastern_core.vitals import (
    UNITS,
    Component,
    PersonalBounds,
    Reading,
    ReadingId,
    VitalSign,
    assess,
)

_TYPICAL = {
    "mmHg": "120/80",
    "cmHg": "12/8",
    "kPa": "16/10",
    "mg/dL": "100",
    "mmol/L": "5.5",
    "g/L": "1.26",
    "bpm": "72",
    "/min": "72",
    "°C": "36.6",
    "°F": "98.6",
    "%": "97",
    "kg": "55",
    "g": "3400",
    "lb": "120",
    "cm": "162",
    "m": "1.62",
}


def _written(reading: Reading, own: Sequence[PersonalBounds] = ()) -> Any:  # noqa: ANN401 - JSON
    return json.loads(json.dumps(observation_json(assess(reading, personal=own), personal=own)))


def _reading(sign: VitalSign, numbers: str, unit: str) -> Reading:
    value, _, secondary = numbers.partition("/")
    return Reading(
        id=ReadingId(UUID(int=1)),
        patient_id=PatientId(UUID(int=2)),
        sign=sign,
        value=Fraction(value),
        secondary=Fraction(secondary) if secondary else None,
        unit=unit,
        measured_at=datetime(2026, 6, 15, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("sign", "unit"), [(sign, unit.symbol) for sign in VitalSign for unit in UNITS[sign]]
)
def test_every_sign_in_every_unit_is_valid_fhir(sign: VitalSign, unit: str) -> None:
    """
    fhir.resources takes it, and its codes are UCUM's that the profiles allow.
    """
    written = _written(_reading(sign, _TYPICAL[unit], unit))
    read = Observation.model_validate(written)
    parts = written.get("component", [written])

    assert "final" == read.status
    assert {part["valueQuantity"]["code"] for part in parts} <= {
        *("mm[Hg]", "mg/dL", "mmol/L", "/min", "Cel", "[degF]", "%", "kg", "g", "[lb_av]", "cm"),
    }


def test_blood_pressure_is_a_panel_of_two() -> None:
    """
    Each part has its own code, number, range and interpretation.
    """
    written = _written(_reading(VitalSign.BLOOD_PRESSURE, "17/8", "cmHg"))
    systolic, diastolic = written["component"]

    assert ("8480-6", 170, "HH") == (
        systolic["code"]["coding"][0]["code"],
        systolic["valueQuantity"]["value"],
        systolic["interpretation"][0]["coding"][0]["code"],
    )
    assert ("8462-4", 80, "N") == (
        diastolic["code"]["coding"][0]["code"],
        diastolic["valueQuantity"]["value"],
        diastolic["interpretation"][0]["coding"][0]["code"],
    )
    assert "valueQuantity" not in written


@pytest.mark.parametrize(
    ("numbers", "unit", "code", "value", "interpretation", "low"),
    [
        ("2.9", "mmol/L", "15074-8", 2.9, "LL", 3.89),
        ("190", "mg/dL", "2339-0", 190, "H", 70),
        ("0.65", "g/L", "2339-0", 65, "L", 70),
        ("5.5", "mmol/L", "15074-8", 5.5, "N", 3.89),
    ],
)
def test_glucose_is_coded_by_its_unit(  # noqa: PLR0917 - one row of a table
    numbers: str, unit: str, code: str, value: float, interpretation: str, low: float
) -> None:
    """
    Number, range and code are of one unit; grams a litre become milligrams a decilitre.
    """
    written = _written(_reading(VitalSign.GLUCOSE, numbers, unit))

    assert code == written["code"]["coding"][0]["code"]
    assert (value, low) == (
        written["valueQuantity"]["value"],
        written["referenceRange"][0]["low"]["value"],
    )
    assert interpretation == written["interpretation"][0]["coding"][0]["code"]
    assert "meta" not in written


def test_the_range_is_the_patients_own() -> None:
    """
    The personal bound stands in the reference range; a sign without bounds has none.
    """
    own = [PersonalBounds(component=Component.SPO2, low=Fraction(88))]
    written = _written(_reading(VitalSign.SPO2, "89", "%"), own)
    weight = _written(_reading(VitalSign.WEIGHT, "55", "kg"))

    assert written["referenceRange"][0]["low"]["value"] == 88
    assert written["interpretation"][0]["coding"][0]["code"] == "N"
    assert "referenceRange" not in weight
