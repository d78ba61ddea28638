"""
Administration JSON: FHIR's MedicationAdministration, read and written.

R5 is written; R5 and R4 are read. R5 does spell ``occurenceDateTime`` so.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from dastern_core.interchange.administrations import Administration, AdministrationStatus
from dastern_core.interchange.fhir_parts import (
    entered_resource,
    moment_json,
    present,
    read_medicine,
    read_notes,
    read_reference,
    reference_json,
)
from dastern_core.schedule import (
    Concept,
    JsonObject,
    Measure,
    concept_json,
    measure_json,
    read_concepts,
    read_measure,
)

__all__ = ["administration_json", "parse_administration"]

_SLOT_KEY: Final = "urn:x-dastern:slot-key"
_READ: Final = (
    *("contained", "identifier", "status", "statusReason", "medication"),
    *("medicationCodeableConcept", "medicationReference", "subject", "request"),
    *("occurenceDateTime", "occurencePeriod", "effectiveDateTime", "effectivePeriod"),
    *("recorded", "dosage", "note"),
)
_NOT_KEPT: Final = (
    *("basedOn", "partOf", "category", "encounter", "supportingInformation", "isSubPotent"),
    *("subPotentReason", "performer", "reason", "device", "eventHistory"),
    # R4's own
    *("instantiates", "context", "reasonCode", "reasonReference"),
)
_DOSAGE: Final = ("text", "site", "route", "method", "dose", "rateRatio", "rateQuantity")


def administration_json(administration: Administration) -> dict[str, object]:
    """
    Write an administration as a FHIR R5 MedicationAdministration.

    Args:
        administration: Any.

    Returns:
        An object that ``json.dumps`` can write and ``parse_administration`` reads back to
        an equal administration.

    Source:
        FHIR R5 MedicationAdministration.
    """
    key, quantity = administration.slot_key, administration.quantity
    return present(
        resourceType="MedicationAdministration",
        id=administration.id,
        identifier=[] if key is None else [{"system": _SLOT_KEY, "value": key}],
        status=administration.status.value,
        statusReason=[concept_json(reason) for reason in administration.reasons],
        medication={"concept": concept_json(administration.medicine)},
        subject=reference_json(administration.subject, kind="Patient"),
        request=None
        if administration.request is None
        else reference_json(administration.request, kind="MedicationRequest"),
        occurenceDateTime=moment_json(administration.at),
        recorded=moment_json(administration.recorded_at),
        dosage=None if quantity is None else {"dose": measure_json(quantity)},
        note=[{"text": note} for note in administration.notes],
    )


def parse_administration(
    json: Mapping[str, object], *, path: str = "MedicationAdministration"
) -> Administration:
    """
    Read a FHIR MedicationAdministration.

    Args:
        json: The object, as ``json.loads`` gives it.
        path: Where it stands, for the faults.

    Returns:
        The administration; of one that took a while, its start.

    Raises:
        InvalidInputError: A field is unknown, missing, cannot be read, or would change
            the meaning; all faults together, each with its FHIR path.

    Source:
        FHIR R5 and R4 MedicationAdministration.
    """
    top = entered_resource(
        json, path=path, kind="MedicationAdministration", known=(*_READ, *_NOT_KEPT)
    )
    status, reasons = top.member("status", AdministrationStatus), read_concepts(top, "statusReason")
    medicine = read_medicine(top)
    subject, request = read_reference(top, "subject"), read_reference(top, "request")
    at, recorded = _occurred(top), top.moment("recorded")
    slot_key, quantity, notes = _slot_key(top), _dose(top), read_notes(top)
    for name, value in (("status", status), ("subject", subject)):
        if value is None and name not in top.fields:
            top.fault(name, "is missing", "Give it; FHIR requires it.")
    top.finish()
    return Administration(
        id=top.text("id"),
        slot_key=slot_key,
        status=status or AdministrationStatus.UNKNOWN,
        reasons=reasons,
        medicine=medicine.name or Concept(),
        subject=subject or "",
        request=request,
        at=at or date.min,
        recorded_at=recorded,
        quantity=quantity,
        notes=notes,
    )


def _occurred(top: JsonObject) -> date | datetime | None:
    for name in ("occurenceDateTime", "effectiveDateTime"):
        if name in top.fields:
            return top.moment(name)
    for name in ("occurencePeriod", "effectivePeriod"):
        period = top.nested(name)
        if period is not None:
            period.expect_only(["start", "end"])
            return period.moment("start")
    top.fault("occurenceDateTime", "is missing", "Say when it was taken.")
    return None


def _slot_key(top: JsonObject) -> str | None:
    return next(
        (
            one.text("value")
            for one in top.each("identifier")
            if one.fields.get("system") == _SLOT_KEY
        ),
        None,
    )


def _dose(top: JsonObject) -> Measure | None:
    entered = top.nested("dosage")
    if entered is None:
        return None
    entered.expect_only(_DOSAGE)
    return read_measure(entered, "dose")
