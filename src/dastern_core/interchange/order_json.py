"""
Order JSON: FHIR's MedicationRequest, read and written.

R5 is written; R5 and R4 are read. What has no place in an order of ours (the encounter,
the insurance, who recorded it) is not kept; what would change its meaning is refused.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from dastern_core.interchange.fhir_parts import (
    entered_resource,
    group_json,
    medicine_json,
    moment_json,
    present,
    read_group,
    read_medicine,
    read_notes,
    read_reference,
    reference_json,
)
from dastern_core.interchange.orders import MedicationOrder, OrderIntent, OrderStatus
from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    Concept,
    Dosage,
    JsonObject,
    Measure,
    dosage_json,
    measure_json,
    parse_dosage,
    read_measure,
)

__all__ = ["order_json", "parse_order"]

_READ: Final = (
    *("contained", "groupIdentifier", "status", "intent", "doNotPerform", "medication"),
    *("medicationCodeableConcept", "medicationReference", "subject", "authoredOn", "note"),
    *("dosageInstruction", "dispenseRequest"),
)
_NOT_KEPT: Final = (
    *("identifier", "basedOn", "priorPrescription", "statusReason", "statusChanged", "category"),
    *("priority", "informationSource", "encounter", "supportingInformation", "requester"),
    *("reported", "performerType", "performer", "device", "recorder", "reason"),
    *("courseOfTherapyType", "insurance", "renderedDosageInstruction", "effectiveDosePeriod"),
    *("substitution", "eventHistory"),
    # R4's own
    *("reportedBoolean", "reportedReference", "reasonCode", "reasonReference"),
    *("instantiatesCanonical", "instantiatesUri", "detectedIssue"),
)
_DISPENSE: Final = (
    *("initialFill", "dispenseInterval", "validityPeriod", "numberOfRepeatsAllowed", "quantity"),
    *("expectedSupplyDuration", "dispenser", "dispenserInstruction", "doseAdministrationAid"),
    "performer",
)


def order_json(order: MedicationOrder) -> dict[str, object]:
    """
    Write an order as a FHIR R5 MedicationRequest.

    Args:
        order: Any order.

    Returns:
        An object that ``json.dumps`` can write and ``parse_order`` reads back to an equal
        order.

    Source:
        FHIR R5 MedicationRequest.
    """
    medicine, contained = medicine_json(
        order.medicine, strength=order.strength, form=order.form, name=order.name
    )
    return present(
        resourceType="MedicationRequest",
        id=order.id,
        contained=contained,
        groupIdentifier=None if order.group is None else group_json(order.group),
        status=order.status.value,
        intent=order.intent.value,
        medication=medicine,
        subject=reference_json(order.subject, kind="Patient"),
        authoredOn=moment_json(order.authored_on),
        note=[{"text": note} for note in order.notes],
        dosageInstruction=[dosage_json(dosage) for dosage in order.dosages],
        dispenseRequest=None
        if order.quantity is None
        else {"quantity": measure_json(order.quantity)},
    )


def parse_order(json: Mapping[str, object], *, path: str = "MedicationRequest") -> MedicationOrder:
    """
    Read a FHIR MedicationRequest.

    Args:
        json: The object, as ``json.loads`` gives it; with ``parse_float=Decimal`` no
            number passes through a float.
        path: Where it stands, for the faults.

    Returns:
        The order.

    Raises:
        InvalidInputError: A field is unknown, missing, cannot be read, or would change
            the meaning; all faults together, each with its FHIR path.

    Source:
        FHIR R5 and R4 MedicationRequest.
    """
    top = entered_resource(json, path=path, kind="MedicationRequest", known=(*_READ, *_NOT_KEPT))
    if top.boolean("doNotPerform"):
        remedy = "Tell the patient in words what not to take; it is no schedule."
        top.fault("doNotPerform", "forbids the medicine", remedy)
    status, intent = top.member("status", OrderStatus), top.member("intent", OrderIntent)
    medicine = read_medicine(top)
    subject = read_reference(top, "subject")
    dosages, quantity = tuple(_dosages(top)), _dispensed(top)
    group, authored, notes = read_group(top), top.moment("authoredOn"), read_notes(top)
    for name, value in (("status", status), ("intent", intent), ("subject", subject)):
        if value is None and name not in top.fields:
            top.fault(name, "is missing", "Give it; FHIR requires it.")
    top.finish()
    return MedicationOrder(
        id=top.text("id"),
        group=group,
        status=status or OrderStatus.UNKNOWN,
        intent=intent or OrderIntent.ORDER,
        subject=subject or "",
        medicine=medicine.name or Concept(),
        strength=medicine.strength,
        form=medicine.form,
        dosages=dosages,
        quantity=quantity,
        authored_on=authored,
        notes=notes,
    )


def _dosages(top: JsonObject) -> Iterator[Dosage]:
    for place, entered in enumerate(top.each("dosageInstruction")):
        try:
            yield parse_dosage(entered.fields)
        except InvalidInputError as error:
            for fault in error.faults:
                where = f"dosageInstruction[{place}].{fault.field}"
                top.fault(where, fault.problem, fault.remedy)


def _dispensed(top: JsonObject) -> Measure | None:
    entered = top.nested("dispenseRequest")
    if entered is None:
        return None
    entered.expect_only(_DISPENSE)
    return read_measure(entered, "quantity")
