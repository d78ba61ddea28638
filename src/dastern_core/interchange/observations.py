"""
Observations: readings of vital signs as FHIR R5 Observations.

A reading is written in the unit of its code: as measured where that unit has a code, and
otherwise converted and rounded to two decimals, because a third of a degree has no end.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from dastern_core.interchange.fhir_parts import moment_json, present, reference_json
from dastern_core.interchange.orders import urn_of
from dastern_core.schedule import Measure, measure_json
from dastern_core.vitals import (
    COMPONENTS,
    UNITS,
    Assessment,
    Bounds,
    Component,
    Finding,
    PersonalBounds,
    Reading,
    Severity,
    Unit,
    VitalSign,
    bounds_for,
    unit_of,
)

__all__ = ["observation_json"]

_LOINC: Final = "http://loinc.org"
_UCUM: Final = "http://unitsofmeasure.org"
_PROFILE: Final = "http://hl7.org/fhir/StructureDefinition/{}"
_CATEGORIES: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_INTERPRETATIONS: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"

# The codes of FHIR R5's vital signs profiles; glucose has none and is a laboratory's.
_CODES: Final[Mapping[VitalSign, tuple[str, ...]]] = MappingProxyType(
    {
        VitalSign.BLOOD_PRESSURE: ("85354-9",),
        VitalSign.HEART_RATE: ("8867-4",),
        VitalSign.TEMPERATURE: ("8310-5",),
        VitalSign.SPO2: ("2708-6", "59408-5"),
        VitalSign.WEIGHT: ("29463-7",),
        VitalSign.HEIGHT: ("8302-2",),
    }
)
_PROFILES: Final[Mapping[VitalSign, str]] = MappingProxyType(
    {
        VitalSign.BLOOD_PRESSURE: "bp",
        VitalSign.HEART_RATE: "heartrate",
        VitalSign.TEMPERATURE: "bodytemp",
        VitalSign.SPO2: "oxygensat",
        VitalSign.WEIGHT: "bodyweight",
        VitalSign.HEIGHT: "bodyheight",
    }
)
_GLUCOSE: Final = {"mg/dL": "2339-0", "mmol/L": "15074-8"}
_PARTS: Final = {Component.SYSTOLIC: "8480-6", Component.DIASTOLIC: "8462-4"}
# The units that the profiles allow; what is measured in others is written in the first.
_WRITTEN: Final = frozenset(
    {"mm[Hg]", "mg/dL", "mmol/L", "/min", "Cel", "[degF]", "%", "kg", "g", "[lb_av]", "cm"}
)
_NORMAL: Final = "N"
_PLACES: Final = 2


def observation_json(
    assessment: Assessment, *, personal: Iterable[PersonalBounds] = ()
) -> dict[str, object]:
    """
    Write a judged reading as a FHIR R5 Observation.

    Args:
        assessment: As ``assess`` gives it.
        personal: The bounds by which it was judged, for the reference range.

    Returns:
        An object that ``json.dumps`` can write: final, coded by LOINC and UCUM, with what
        is normal for the patient and whether the reading is high or low.

    Source:
        FHIR R5 Observation and its vital signs profiles.

    Example:
        >>> from datetime import UTC, datetime
        >>> from uuid import UUID
        >>> from dastern_core.kernel import PatientId
        >>> from dastern_core.vitals import ReadingId, assess, record_reading
        >>> reading = record_reading(
        ...     reading_id=ReadingId(UUID(int=1)),
        ...     patient_id=PatientId(UUID(int=2)),
        ...     sign=VitalSign.HEART_RATE,
        ...     value=Fraction(72),
        ...     unit="bpm",
        ...     measured_at=None,
        ...     now=datetime(2026, 6, 15, tzinfo=UTC),
        ... )
        >>> observation_json(assess(reading))["valueQuantity"]
        {'value': 72, 'unit': 'bpm', 'system': 'http://unitsofmeasure.org', 'code': '/min'}
    """
    reading, own = assessment.reading, tuple(personal)
    unit = _written_unit(reading)
    found = {one.component: one for one in assessment.findings}
    numbers = {
        component: (_told(number, unit), _judged(found.get(component)), bounds_for(component, own))
        for component, number in reading.judged.items()
    }
    profile = _PROFILES.get(reading.sign)
    category = "laboratory" if profile is None else "vital-signs"
    head = present(
        resourceType="Observation",
        id=str(reading.id),
        meta=None if profile is None else {"profile": [_PROFILE.format(profile)]},
        status="final",
        category=[{"coding": [{"system": _CATEGORIES, "code": category}]}],
        code=_code(*_codes(reading, unit)),
        subject=reference_json(urn_of(reading.patient_id), kind="Patient"),
        effectiveDateTime=moment_json(reading.measured_at),
    )
    if len(COMPONENTS[reading.sign]) == 1:
        (single,) = numbers.values()
        return head | _value(*single, unit=unit)
    return head | {
        "component": [
            {"code": _code(_PARTS[component])} | _value(*value, unit=unit)
            for component, value in numbers.items()
        ]
    }


def _written_unit(reading: Reading) -> Unit:
    measured = unit_of(reading.sign, reading.unit)
    return measured if measured.ucum in _WRITTEN else UNITS[reading.sign][0]


def _codes(reading: Reading, unit: Unit) -> tuple[str, ...]:
    return _CODES.get(reading.sign) or (_GLUCOSE[unit.symbol],)


def _code(*codes: str) -> dict[str, object]:
    return {"coding": [{"system": _LOINC, "code": code} for code in codes]}


def _told(judged: Fraction, unit: Unit) -> Fraction:
    return round((judged - unit.zero) / unit.factor, _PLACES)


def _judged(finding: Finding | None) -> str:
    if finding is None:
        return _NORMAL
    line, high = finding.red_line, finding.bounds.high
    is_high = line.above if line is not None else high is not None and finding.number > high
    letter = "H" if is_high else "L"
    return letter * 2 if finding.severity is Severity.CRITICAL else letter


def _value(
    number: Fraction, interpretation: str, bounds: Bounds, *, unit: Unit
) -> dict[str, object]:
    limits = present(
        low=None if bounds.low is None else _quantity(_told(bounds.low, unit), unit),
        high=None if bounds.high is None else _quantity(_told(bounds.high, unit), unit),
    )
    coding = {"system": _INTERPRETATIONS, "code": interpretation}
    return present(
        valueQuantity=_quantity(number, unit),
        interpretation=[{"coding": [coding]}],
        referenceRange=[limits] if limits else [],
    )


def _quantity(number: Fraction, unit: Unit) -> dict[str, object]:
    return measure_json(Measure(value=number, unit=unit.symbol, system=_UCUM, code=unit.ucum))
