"""
Order JSON: MedicationRequest of FHIR R5 and R4, checked with fhir.resources.
"""

from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest
from fhir.resources.medicationrequest import MedicationRequest
from fhir.resources.R4B.medicationrequest import MedicationRequest as MedicationRequestR4B
from tests.interchange.shared import ORDER, PRESCRIPTION, reread

from dastern_core.interchange import (
    MedicationOrder,
    OrderIntent,
    order_json,
    orders_of,
    parse_order,
)
from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import Coding, Concept, Measure

FULL = attrs.evolve(
    orders_of(PRESCRIPTION)[0],
    medicine=Concept(
        text="ប៉ារ៉ាសេតាមុល",
        codings=(Coding(system="http://www.whocc.no/atc", code="N02BE01", display="paracetamol"),),
    ),
    intent=OrderIntent.ORIGINAL_ORDER,
    quantity=Measure(value=Fraction(1, 3), unit="bottle"),
    authored_on=date(2026, 6, 15),
    notes=("a", "b"),
)
R4: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "meta": {"profile": ["http://example.org/x"]},
    "status": "active",
    "intent": "order",
    "reportedBoolean": False,
    "medicationCodeableConcept": {"text": "Amoxicilline 500 mg"},
    "subject": {"identifier": {"system": "urn:x", "value": "MRN-1"}},
    "reasonCode": [{"text": "otitis"}],
    "dosageInstruction": [
        {
            "asNeededBoolean": True,
            "maxDosePerPeriod": {
                "numerator": {"value": 3, "unit": "tablet"},
                "denominator": {"value": 1, "unit": "d", "code": "d"},
            },
        }
    ],
    "dispenseRequest": {"numberOfRepeatsAllowed": 0, "quantity": {"value": 21, "unit": "tablet"}},
}


@pytest.mark.parametrize(
    "order", [ORDER, FULL, *orders_of(PRESCRIPTION), attrs.evolve(FULL, strength=None)]
)
def test_what_is_written_is_valid_r5_and_comes_back(order: MedicationOrder) -> None:
    """
    fhir.resources takes it, and reading gives the same order.
    """
    written = reread(order_json(order))
    MedicationRequest.model_validate(written)

    assert order == parse_order(written)


def test_strength_and_form_have_their_place_in_a_medication() -> None:
    """
    Who knows R5 finds them in the contained Medication, who does not sees them in words.
    """
    written = reread(order_json(orders_of(PRESCRIPTION)[0]))
    (medication,) = written["contained"]

    assert {"text": "500 mg"} == medication["ingredient"][0]["strengthCodeableConcept"]
    assert {"text": "tablet"} == medication["doseForm"]
    assert "Paracetamol 500 mg tablet" == written["medication"]["reference"]["display"]


def test_r4_is_read() -> None:
    """
    R4's names of the same things are understood; what has no place is not kept.
    """
    MedicationRequestR4B.model_validate(R4)
    order = parse_order(R4)

    assert "Amoxicilline 500 mg" == order.name
    assert "MRN-1" == order.subject
    assert Measure(value=Fraction(21), unit="tablet") == order.quantity
    assert order.dosages[0].is_as_needed


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"medicationReference": {"reference": "Medication/7", "display": "Sirop"}}, "Sirop"),
        (
            {
                "medicationReference": {"reference": "#m"},
                "contained": [
                    {"resourceType": "Organization", "id": "s", "name": "x"},
                    {
                        "resourceType": "Medication",
                        "id": "m",
                        "code": {"text": "Sirop"},
                        "form": {"text": "syrup"},
                    },
                ],
            },
            "Sirop",
        ),
    ],
)
def test_r4_references_are_followed(fields: dict[str, object], name: str) -> None:
    """
    A contained medication is found, another is known by what is displayed.
    """
    rest = {key: value for key, value in R4.items() if key != "medicationCodeableConcept"}
    MedicationRequestR4B.model_validate(rest | fields)
    order = parse_order(rest | fields)

    assert name == order.name
    assert order.form == ("syrup" if "contained" in fields else None)


def test_a_mixture_has_no_single_strength() -> None:
    """
    Two ingredients have two strengths: none is taken for the medicine's.
    """
    written = reread(order_json(orders_of(PRESCRIPTION)[0]))
    written["contained"][0]["ingredient"] *= 2

    assert parse_order(written).strength is None


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"resourceType": "Patient"}, ["resourceType"]),
        ({"status": "running"}, ["status"]),
        ({"status": None, "intent": None, "subject": None}, ["status", "intent", "subject"]),
        ({"subject": {}}, ["subject"]),
        ({"doNotPerform": True}, ["doNotPerform"]),
        ({"modifierExtension": [{"url": "urn:x"}]}, ["modifierExtension"]),
        ({"implicitRules": "urn:x"}, ["implicitRules"]),
        ({"medication": {"concept": {}}}, ["medication"]),
        ({"medication": {"concept": {"text": "x"}, "name": "y"}}, ["medication.name"]),
        (
            {"medication": {"reference": {"reference": "Medication/7"}}},
            ["medication.reference", "medication"],
        ),
        ({"authoredOn": "yesterday"}, ["authoredOn"]),
        ({"dispenseRequest": {"quantity": {"value": -1}}}, ["dispenseRequest.quantity.value"]),
        ({"dispenseRequest": {"amount": 3}}, ["dispenseRequest.amount"]),
        (
            {"dosageInstruction": [{}, {"timing": {"repeat": {"period": "x", "count": 1.5}}}]},
            [
                "dosageInstruction[1].timing.repeat.count",
                "dosageInstruction[1].timing.repeat.period",
            ],
        ),
    ],
)
def test_a_fault_names_its_path(change: dict[str, object], faults: list[str]) -> None:
    """
    Each fault tells where in the resource it is, and all are told together.
    """
    fields = reread(order_json(ORDER)) | change
    with pytest.raises(InvalidInputError) as caught:
        parse_order({name: value for name, value in fields.items() if value is not None})

    assert {f"MedicationRequest.{fault}" for fault in faults} <= {
        fault.field for fault in caught.value.faults
    }
