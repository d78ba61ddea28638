"""
Vital signs: what was measured at a visit, as numbers in the units of their codes.

The codes are LOINC's, the units UCUM's, as FHIR R4's vital signs profile asks
(https://hl7.org/fhir/R4/observation-vitalsigns.html, read 2026-11-26).
"""

import re
from collections.abc import Callable, Iterator, Mapping

import attrs

from dastern_core.kernel import ascii_digits
from dastern_core.ocr.draft import FieldName, Reading

__all__ = ["READERS", "VitalSign", "told_by_unit", "vital_signs"]

_PRESSURE = re.compile(r"\s*([0-9]{2,3})\s*/\s*([0-9]{2,3})(?![0-9])")
_NUMBER = re.compile(r"\s*([0-9]{1,3}(?:[.,][0-9]{1,2})?)(?![0-9])")
_MILLIMOLES = re.compile(r"mmol", re.IGNORECASE)
_MOST_MILLIMOLES = 35.0  # mmol/L; a meter shows no more, and as mg/dL it would be no life
_LIVED_WITH = {
    FieldName.PULSE: (25.0, 250.0),  # a minute
    FieldName.TEMPERATURE: (30.0, 44.0),  # degrees Celsius
    FieldName.WEIGHT: (0.4, 300.0),  # kg
    FieldName.GLUCOSE: (1.0, 900.0),  # mmol/L or mg/dL
}
_SYSTOLIC, _DIASTOLIC = (50, 300), (20, 200)  # mmHg
_CODES = {
    FieldName.PULSE: (("8867-4", "/min"),),
    FieldName.TEMPERATURE: (("8310-5", "Cel"),),
    FieldName.WEIGHT: (("29463-7", "kg"),),
    FieldName.BLOOD_PRESSURE: (("8480-6", "mm[Hg]"), ("8462-4", "mm[Hg]")),
}
_UNITS = (
    # What only one of them is measured in, after the number.
    (FieldName.BLOOD_PRESSURE, re.compile(r"([0-9]{2,3} ?/ ?[0-9]{2,3}) ?mm ?Hg", re.IGNORECASE)),
    (
        FieldName.PULSE,
        re.compile(r"(?<![0-9/])([0-9]{2,3}) ?(?:/ ?mi?n|bpm)(?![a-z])", re.IGNORECASE),
    ),
    (
        FieldName.TEMPERATURE,
        re.compile(r"(?<![0-9.,])([0-9]{2}[.,][0-9]) ?(?:[°º] ?C|℃)(?![A-Za-z])"),
    ),
    (
        FieldName.WEIGHT,
        re.compile(r"(?<![0-9.,])([0-9]{1,3}(?:[.,][0-9])?) ?kg(?![a-z])", re.IGNORECASE),
    ),
)
_GLUCOSE = {True: ("15074-8", "mmol/L"), False: ("2339-0", "mg/dL")}


@attrs.frozen(kw_only=True)
class VitalSign:
    """
    One measured number.

    Args:
        code: LOINC's.
        value: A decimal as text.
        unit: UCUM's.
        field: The field in which it is printed, with its evidence and doubts.
    """

    code: str
    value: str
    unit: str
    field: FieldName


def _pressure(text: str) -> str | None:
    found = _PRESSURE.match(ascii_digits(text))
    if found is None:
        return None
    upper, lower = int(found[1]), int(found[2])
    fits = _SYSTOLIC[0] <= upper <= _SYSTOLIC[1] and _DIASTOLIC[0] <= lower <= _DIASTOLIC[1]
    return f"{upper}/{lower}" if fits and upper > lower else None


def _number(name: FieldName) -> Callable[[str], str | None]:
    least, most = _LIVED_WITH[name]

    def read(text: str) -> str | None:
        found = _NUMBER.match(ascii_digits(text))
        value = None if found is None else found[1].replace(",", ".")
        return value if value is not None and least <= float(value) <= most else None

    return read


READERS: Mapping[FieldName, Callable[[str], str | None]] = {
    FieldName.BLOOD_PRESSURE: _pressure,
    **{name: _number(name) for name in _LIVED_WITH},
}
"""
For each vital sign the reader of its value; None where no living person has such a value.
"""


def told_by_unit(text: str) -> Iterator[tuple[FieldName, str]]:
    """
    Find the vital signs in a line by the units after their numbers.

    Args:
        text: A line as read, in which a label may be misread.

    Yields:
        Each with its printed number; none that stands in the line twice.

    Example:
        >>> [(name.value, text) for name, text in told_by_unit("TA: 163/63 mmHg sys: 28 kg")]
        [('blood_pressure', '163/63'), ('weight', '28')]
    """
    for name, pattern in _UNITS:
        found = pattern.findall(ascii_digits(text))
        if len(found) == 1:
            yield name, found[0]


def vital_signs(fields: Mapping[FieldName, Reading]) -> tuple[VitalSign, ...]:
    """
    Give the vital signs among a draft's fields.

    Args:
        fields: A draft's fields.

    Returns:
        Blood pressure as two numbers; a glucose in the unit printed, or without one in
        mmol/L where the number can be no other. A value that no living person has, however
        it came into the field, is left out.
    """
    found = []
    for name, read in READERS.items():
        reading = fields.get(name)
        value = None if reading is None or reading.value is None else read(reading.value)
        if reading is None or value is None:
            continue
        codes = _CODES.get(name) or (_glucose(value, printed=reading.text),)
        found += [
            VitalSign(code=code, value=number, unit=unit, field=name)
            for number, (code, unit) in zip(value.split("/"), codes, strict=True)
        ]
    return tuple(found)


def _glucose(value: str, *, printed: str) -> tuple[str, str]:
    small = float(value) <= _MOST_MILLIMOLES
    return _GLUCOSE[small or _MILLIMOLES.search(printed) is not None]
