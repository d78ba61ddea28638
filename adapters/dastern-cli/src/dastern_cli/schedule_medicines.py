"""
The medicines of a request, planned: what ``dastern schedule export`` and ``reminders`` take.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs

from dastern_cli.json_lines import Row
from dastern_cli.medicine_fields import read_object, read_quantity, read_text
from dastern_cli.schedule_request import Request, expanded, parse_request
from dastern_core.kernel import (
    ERASED_TEXT,
    AccountId,
    Fault,
    InvalidInputError,
    MedicationId,
    PatientId,
    Period,
    PrescriptionId,
    derive,
    local_date,
    parse_id,
)
from dastern_core.prescriptions import REVIEW, Medication, Prescription, PrescriptionStatus
from dastern_core.schedule import DEFAULT_GRACE_MINUTES, GRACE_MINUTES, Course, Dose, plan
from dastern_core.usecases.read_doses import read_doses

if TYPE_CHECKING:
    from dastern_core.ports.clock import Clock
    from dastern_core.ports.entropy import Entropy
    from dastern_core.ports.unit_of_work import Store

__all__ = ["MOST_MEDICINES", "PlannedMedicines", "planned_medicines", "stored_medicines"]

MOST_MEDICINES: Final = 50
"""
How many medicines one request may have.
"""

_SHARED: Final = ("zone", "start", "from", "to", "limit", "clock", "meal_offsets")
_OWN: Final = ("name", "strength", "form", "quantity", "instructions")
_WHOLE: Final = ("id", "patient", "grace_minutes", "medicines")
_ROOT: Final = UUID("8a0f2f0e-9d0b-5a61-9c55-0f6b7f0e2a11")  # the parent of what has no id
_UNNAMED: Final = "Medicine"
_MOMENT: Final = timedelta(microseconds=1)


@attrs.frozen(kw_only=True)
class PlannedMedicines:
    """
    Medicines and their doses.

    Args:
        prescription: All of them, as one prescription.
        courses: Each as it is planned; none for what is stored.
        doses: In the order of time.
        warnings: What reading the request already has to say.
    """

    prescription: Prescription
    courses: tuple[Course, ...] = ()
    doses: tuple[Dose, ...]
    warnings: tuple[Row, ...] = ()

    @property
    def names(self) -> dict[MedicationId, str]:
        """
        The name of each medicine with its strength.
        """
        return {
            line.id: " ".join(word for word in (line.name, line.strength) if word)
            for line in self.prescription.medications
        }


def planned_medicines(fields: Row, *, now: datetime) -> PlannedMedicines:
    """
    Plan the medicines of a request.

    Args:
        fields: A request of ``expand``, or ``medicines``, a list of such with what is
            outside holding for all; beside it ``name``, ``strength``, ``form``,
            ``quantity`` and ``instructions`` of each, ``id`` of the prescription,
            ``patient`` and ``grace_minutes``.
        now: When that is asked; aware.

    Returns:
        Due doses within the request's stretch, past ones too. Without ``id`` the
        prescription is named by what is in the request: the same medicines have the same
        name again, changed ones another.

    Raises:
        InvalidInputError: A medicine cannot be planned; all faults together.
    """
    given, shared = _medicines(fields)
    prescription_id = _identifier(fields, given)
    requests: list[Request] = []
    lines: list[Medication] = []
    faults: list[Fault] = []
    for place, one in enumerate(given):
        try:
            taken = {name: value for name, value in one.items() if name not in _OWN}
            request = parse_request({**shared, **taken})
            lines.append(_line(one, request, place=place, prescription_id=prescription_id))
            requests.append(request)
        except InvalidInputError as error:
            where = f"medicine {place + 1}, " if "medicines" in fields else ""
            faults += [attrs.evolve(fault, field=f"{where}{fault.field}") for fault in error.faults]
    if faults:
        raise InvalidInputError(*faults)
    prescription = _prescription(
        fields, lines, requests[0], prescription_id=prescription_id, now=now
    )
    courses = [_course(prescription, *one) for one in zip(lines, requests, strict=True)]
    planned = [
        dose
        for course, request in zip(courses, requests, strict=True)
        for dose in _doses(course, request)
    ]
    return PlannedMedicines(
        prescription=prescription,
        courses=tuple(courses),
        doses=tuple(sorted(planned, key=lambda dose: (dose.due_at, dose.slot_key))),
        warnings=tuple(
            {"medicine": line.name, "code": warning.code, "message": warning.message}
            for line, request in zip(lines, requests, strict=True)
            for warning in expanded(request).warnings
        ),
    )


def stored_medicines(
    prescription_id: PrescriptionId,
    *,
    actor_id: AccountId,
    store: "Store",
    period: Period,
    clock: "Clock",
    entropy: "Entropy",
) -> PlannedMedicines:
    """
    Load a stored prescription with its doses and what became of them, as somebody may see it.

    Args:
        prescription_id: Which.
        actor_id: Who reads.
        store: Where, as this person.
        period: The doses that are due in it.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: This person may not see it; audited.
        NotFoundError: There is no such prescription to this person.
    """
    prescription, doses = read_doses(
        prescription_id, period, actor_id=actor_id, store=store, clock=clock, entropy=entropy
    )
    erased = [line for line in prescription.medications if line.name == ERASED_TEXT]
    return PlannedMedicines(
        prescription=prescription,
        doses=doses,
        warnings=tuple(
            {
                "medicine": line.name,
                "code": "erased",
                "message": f"What medicine {line.row} is was erased, with the patient's key. Give "
                "no dose by what is written here, and delete calendars that were made of it.",
            }
            for line in erased
        ),
    )


def _medicines(fields: Row) -> tuple[Sequence[Row], Row]:
    whole = {name for name in fields if name in _WHOLE}
    if "medicines" not in fields:
        return ({name: fields[name] for name in fields if name not in whole},), {}
    faults = [
        Fault(field=name, problem="is not known here", remedy="Write it into each medicine.")
        for name in fields
        if name not in {*_SHARED, *_WHOLE}
    ]
    given = fields["medicines"]
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_MEDICINES:
        remedy = f"Give a list of 1 to {MOST_MEDICINES} medicines."
        faults.append(Fault(field="medicines", problem="is no such list", remedy=remedy))
    if faults or not isinstance(given, list):
        raise InvalidInputError(*faults)
    shared: Row = {name: fields[name] for name in _SHARED if name in fields}
    return [read_object(one) for one in given], shared


def _identifier(fields: Row, given: Sequence[Row]) -> PrescriptionId:
    chosen = read_text(fields, "id")
    if chosen is not None:
        return parse_id(PrescriptionId, chosen)
    written = json.dumps([fields.get("start"), *given], sort_keys=True, default=str)
    return derive(PrescriptionId, _ROOT, written)


def _line(
    given: Row, request: Request, *, place: int, prescription_id: PrescriptionId
) -> Medication:
    return Medication(
        id=derive(MedicationId, prescription_id, f"1/{place + 1}"),
        row=place + 1,
        name=read_text(given, "name") or _UNNAMED,
        strength=read_text(given, "strength"),
        form=read_text(given, "form"),
        quantity=read_quantity(given.get("quantity")),
        dosages=request.dosages,
        instructions=read_text(given, "instructions"),
    )


def _prescription(
    fields: Row,
    lines: Sequence[Medication],
    first: Request,
    *,
    prescription_id: PrescriptionId,
    now: datetime,
) -> Prescription:
    patient = read_text(fields, "patient")
    patient_id = (
        derive(PatientId, prescription_id, "patient")
        if patient is None
        else parse_id(PatientId, patient, field="patient")
    )
    return Prescription(
        id=prescription_id,
        version=1,
        patient_id=patient_id,
        author_id=AccountId(patient_id),
        status=PrescriptionStatus.DRAFT,
        end_reason=None,
        review=REVIEW.start,
        start=_day(first.start, first.zone),
        zone=first.zone,
        grace_minutes=_grace(fields.get("grace_minutes", DEFAULT_GRACE_MINUTES)),
        diagnosis=None,
        medications=tuple(lines),
        created_at=now,
    )


def _grace(value: object) -> int:
    if type(value) is int and value in GRACE_MINUTES:
        return value
    remedy = f"Give one of {', '.join(str(one) for one in GRACE_MINUTES)}."
    raise InvalidInputError(Fault(field="grace_minutes", problem="is not offered", remedy=remedy))


def _day(start: date | datetime, zone: ZoneInfo) -> date:
    if not isinstance(start, datetime):
        return start
    return local_date(start, zone=zone) if start.tzinfo is not None else start.date()


def _course(prescription: Prescription, line: Medication, request: Request) -> Course:
    return Course(
        prescription_id=prescription.id,
        version=prescription.version,
        medication_id=line.id,
        row=line.row,
        patient_id=prescription.patient_id,
        dosages=line.dosages,
        zone=request.zone,
        start=request.start,
        clock=request.clock,
        grace_minutes=prescription.grace_minutes,
        min_interval=request.min_interval,
    )


def _doses(course: Course, request: Request) -> Sequence[Dose]:
    until = request.until
    if until is None:
        found = expanded(request).occurrences
        until = max((one.at for one in found), default=request.since) + _MOMENT
    window = Period(start=request.since, end=until)
    # The request decides from when on, not the clock: what is past is exported too.
    return plan(course, window=window, now=request.since.astimezone(UTC) - _MOMENT)[: request.limit]
