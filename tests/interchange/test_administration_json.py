"""
Administration JSON: MedicationAdministration of FHIR R5 and R4, checked with fhir.resources.
"""

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from fhir.resources.medicationadministration import MedicationAdministration
from fhir.resources.R4B.medicationadministration import (
    MedicationAdministration as MedicationAdministrationR4B,
)
from tests.interchange.shared import ADMINISTRATION, DOSES, reread

from dastern_core.interchange import (
    REASON_SYSTEM,
    Administration,
    AdministrationStatus,
    administration_json,
    parse_administration,
)
from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import Coding, Concept

FULL = attrs.evolve(
    ADMINISTRATION,
    id=str(DOSES[0].id),
    slot_key=DOSES[0].slot_key,
    status=AdministrationStatus.NOT_DONE,
    reasons=(Concept(codings=(Coding(system=REASON_SYSTEM, code="other"),)),),
    request="MedicationRequest/7",
    recorded_at=datetime(2026, 6, 15, 3, tzinfo=UTC),
    quantity=None,
    notes=("ពោះទទេ",),
)
R4: dict[str, Any] = {
    "resourceType": "MedicationAdministration",
    "status": "completed",
    "medicationCodeableConcept": {"text": "Amoxicilline"},
    "subject": {"display": "A patient"},
    "effectivePeriod": {"start": "2026-06-15T07:00:00+07:00", "end": "2026-06-15T07:30:00+07:00"},
    "reasonCode": [{"text": "otitis"}],
    "dosage": {"text": "1 cp", "dose": {"value": 1, "unit": "tablet"}},
}


@pytest.mark.parametrize("administration", [ADMINISTRATION, FULL])
def test_what_is_written_is_valid_r5_and_comes_back(administration: Administration) -> None:
    """
    fhir.resources takes it, and reading gives the same administration.
    """
    written = reread(administration_json(administration))
    MedicationAdministration.model_validate(written)

    assert administration == parse_administration(written)


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({}, datetime.fromisoformat("2026-06-15T07:00:00+07:00")),
        ({"effectivePeriod": None, "effectiveDateTime": "2026-06-15"}, date(2026, 6, 15)),
    ],
)
def test_r4_is_read(fields: dict[str, object], at: date) -> None:
    """
    R4's names of the same things are understood; a stretch of time is told by its start.
    """
    resource = {key: value for key, value in (R4 | fields).items() if value is not None}
    MedicationAdministrationR4B.model_validate(resource)
    read = parse_administration(resource)

    assert (at, "A patient", "Amoxicilline") == (read.at, read.subject, read.medicine.text)


def test_r5_stretches_are_read() -> None:
    """
    R5's own spelling of a stretch counts from its start too.
    """
    resource = reread(administration_json(FULL))
    del resource["occurenceDateTime"]
    resource["occurencePeriod"] = {"start": "2026-06-15T07:00:00+07:00"}
    resource["identifier"].insert(0, {"system": "urn:x", "value": "9"})

    read = parse_administration(resource)

    assert datetime.fromisoformat("2026-06-15T07:00:00+07:00") == read.at
    assert FULL.slot_key == read.slot_key


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"status": None, "subject": None}, ["status", "subject"]),
        ({"occurenceDateTime": None}, ["occurenceDateTime"]),
        ({"occurenceDateTime": "noon"}, ["occurenceDateTime"]),
        ({"dosage": {"amount": 1}}, ["dosage.amount"]),
        ({"dosage": {"dose": {"value": "one"}}}, ["dosage.dose.value"]),
        ({"modifierExtension": []}, ["modifierExtension"]),
    ],
)
def test_a_fault_names_its_path(change: dict[str, object], faults: list[str]) -> None:
    """
    Each fault tells where in the resource it is, and all are told together.
    """
    fields = reread(administration_json(ADMINISTRATION)) | change
    with pytest.raises(InvalidInputError) as caught:
        parse_administration({name: value for name, value in fields.items() if value is not None})

    assert [f"MedicationAdministration.{fault}" for fault in faults] == [
        fault.field for fault in caught.value.faults
    ]
