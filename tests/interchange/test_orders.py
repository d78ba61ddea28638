"""
Medication orders: from a prescription's lines, and to a draft.
"""

import attrs
import pytest
from tests.interchange.shared import ORDER, PRESCRIPTION

from dastern_core.interchange import (
    MedicationOrder,
    OrderIntent,
    OrderStatus,
    draft_of_orders,
    medication_of,
    orders_of,
)
from dastern_core.kernel import AccountId, InvalidInputError
from dastern_core.prescriptions import (
    Medication,
    Prescription,
    PrescriptionEvent,
    PrescriptionStatus,
    advance,
)
from dastern_core.schedule import Coding, Concept, parse_dosage
from dastern_core.testing.samples import NOW, sample_prescription

TAKEN = attrs.evolve(ORDER, dosages=(parse_dosage({"asNeeded": True}),))


def draft(*orders: MedicationOrder) -> Prescription:
    """
    Write a draft for the sample's patient.
    """
    return draft_of_orders(
        orders,
        prescription_id=PRESCRIPTION.id,
        patient_id=PRESCRIPTION.patient_id,
        author_id=AccountId(PRESCRIPTION.patient_id),
        start=PRESCRIPTION.start,
        zone=PRESCRIPTION.zone,
        grace_minutes=30,
        now=NOW,
    )


@pytest.mark.parametrize("line", PRESCRIPTION.medications)
def test_a_line_comes_back_from_its_order(line: Medication) -> None:
    """
    Name, strength, form, amounts, times and words of a line survive.
    """
    order = orders_of(PRESCRIPTION)[line.row - 1]

    assert line == medication_of(order, row=line.row, medication_id=line.id)


def test_a_prescription_comes_back_as_a_draft() -> None:
    """
    All lines are there, and a person must confirm them again.
    """
    again = draft(*orders_of(PRESCRIPTION))

    assert PRESCRIPTION.medications == again.medications
    assert PrescriptionStatus.DRAFT is again.status


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], OrderStatus.DRAFT),
        ([PrescriptionEvent.CONFIRM], OrderStatus.ACTIVE),
        ([PrescriptionEvent.CONFIRM, PrescriptionEvent.PAUSE], OrderStatus.ON_HOLD),
        ([PrescriptionEvent.REJECT], OrderStatus.CANCELLED),
        ([PrescriptionEvent.CONFIRM, PrescriptionEvent.STOP], OrderStatus.STOPPED),
        ([PrescriptionEvent.CONFIRM, PrescriptionEvent.COMPLETE], OrderStatus.COMPLETED),
    ],
)
def test_each_status_has_its_word(events: list[PrescriptionEvent], status: OrderStatus) -> None:
    """
    FHIR's word says where the prescription stands, and how it ended.
    """
    prescription = sample_prescription(1, active=False)
    for event in events:
        prescription = advance(prescription, event, now=NOW)

    assert {status} == {order.status for order in orders_of(prescription)}


@pytest.mark.parametrize(
    ("medicine", "name"),
    [
        (Concept(text="Doliprane", codings=(Coding(code="x"),)), "Doliprane"),
        (Concept(codings=(Coding(code="N02BE01", display="paracetamol"),)), "paracetamol"),
        (Concept(codings=(Coding(system="urn:x"), Coding(code="N02BE01"))), "N02BE01"),
        (Concept(), ""),
    ],
)
def test_a_name_is_words_before_codes(medicine: Concept, name: str) -> None:
    """
    The words as written, else the code in words, else the code.
    """
    assert name == attrs.evolve(ORDER, medicine=medicine).name


def test_several_notes_stay_apart() -> None:
    """
    Notes become the line's instructions, one under the other.
    """
    order = attrs.evolve(TAKEN, notes=("after meals", "with water"))

    assert draft(order).medications[0].instructions == "after meals\nwith water"


def test_what_must_not_start_is_refused() -> None:
    """
    Ended, proposed, another person's, nameless and without times: each fault is told.
    """
    with pytest.raises(InvalidInputError) as caught:
        draft(
            TAKEN,
            attrs.evolve(TAKEN, status=OrderStatus.STOPPED),
            attrs.evolve(TAKEN, intent=OrderIntent.PROPOSAL),
            attrs.evolve(TAKEN, subject="Patient/2"),
            attrs.evolve(TAKEN, medicine=Concept()),
            ORDER,
        )

    assert [
        "orders[1].status",
        "orders[2].intent",
        "orders[3].subject",
        "orders[4].name",
        "orders[5].dosages",
    ] == [fault.field for fault in caught.value.faults]
