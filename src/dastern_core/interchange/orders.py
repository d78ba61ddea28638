"""
Medication orders: a line of a prescription as FHIR's MedicationRequest knows it.

What comes in from elsewhere becomes a draft and waits for a person: nothing starts
unconfirmed.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    InvalidInputError,
    MedicationId,
    PatientId,
    PrescriptionId,
    derive,
)
from dastern_core.prescriptions import (
    LIFECYCLE,
    REVIEW,
    EndReason,
    Medication,
    Prescription,
    PrescriptionStatus,
)
from dastern_core.schedule import Concept, Dosage, Measure

__all__ = [
    "MedicationOrder",
    "OrderIntent",
    "OrderStatus",
    "draft_of_orders",
    "medication_of",
    "orders_of",
    "urn_of",
]


class OrderStatus(Enum):
    """
    Where an order stands (FHIR R5 value set medicationrequest-status).
    """

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    ENDED = "ended"
    STOPPED = "stopped"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"
    DRAFT = "draft"
    UNKNOWN = "unknown"


class OrderIntent(Enum):
    """
    How binding an order is (FHIR R5 value set medicationrequest-intent).
    """

    PROPOSAL = "proposal"
    PLAN = "plan"
    ORDER = "order"
    ORIGINAL_ORDER = "original-order"
    REFLEX_ORDER = "reflex-order"
    FILLER_ORDER = "filler-order"
    INSTANCE_ORDER = "instance-order"
    OPTION = "option"


_STATUS: Final = {
    PrescriptionStatus.DRAFT: OrderStatus.DRAFT,
    PrescriptionStatus.ACTIVE: OrderStatus.ACTIVE,
    PrescriptionStatus.PAUSED: OrderStatus.ON_HOLD,
}
_STATUS_OF_END: Final = {
    EndReason.REJECTED: OrderStatus.CANCELLED,
    EndReason.STOPPED: OrderStatus.STOPPED,
    EndReason.COMPLETED: OrderStatus.COMPLETED,
}
_STARTABLE: Final = frozenset({OrderStatus.DRAFT, OrderStatus.ACTIVE, OrderStatus.ON_HOLD})
_BINDING: Final = frozenset(OrderIntent) - {
    OrderIntent.PROPOSAL,
    OrderIntent.PLAN,
    OrderIntent.OPTION,
}


@attrs.frozen(kw_only=True)
class MedicationOrder:
    """
    One medicine that was ordered for somebody.

    Args:
        id: The order's own identifier; None where it has none.
        group: What the orders of one prescription share, such as ``"urn:uuid:..."``.
        status: Where it stands.
        intent: How binding it is.
        subject: Who takes it, as a reference.
        medicine: The medicine's name, in words, codes or both.
        strength: Such as ``"500 mg"``.
        form: Such as ``"tablet"``.
        dosages: When and how much.
        quantity: How much is dispensed.
        authored_on: When it was written.
        notes: What else is said, in words.
    """

    id: str | None = None
    group: str | None = None
    status: OrderStatus
    intent: OrderIntent = OrderIntent.ORDER
    subject: str
    medicine: Concept
    strength: str | None = None
    form: str | None = None
    dosages: tuple[Dosage, ...] = ()
    quantity: Measure | None = None
    authored_on: date | datetime | None = None
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """
        The medicine's name to show: its words, else the first code in words, else the code.
        """
        shown = (text for one in self.medicine.codings for text in (one.display, one.code) if text)
        return self.medicine.text or next(shown, "")


def urn_of(identifier: object) -> str:
    """
    Write a UUID as the reference that FHIR bundles use (RFC 9562).
    """
    return f"urn:uuid:{identifier}"


def orders_of(prescription: Prescription) -> tuple[MedicationOrder, ...]:
    """
    Give each line of a prescription as an order.

    Args:
        prescription: Any version.

    Returns:
        One order a line, in the lines' order; the prescription's status is each one's.
    """
    ended = prescription.end_reason
    status = _STATUS[prescription.status] if ended is None else _STATUS_OF_END[ended]
    return tuple(
        MedicationOrder(
            id=str(line.id),
            group=urn_of(prescription.id),
            status=status,
            subject=urn_of(prescription.patient_id),
            medicine=Concept(text=line.name),
            strength=line.strength,
            form=line.form,
            dosages=line.dosages,
            quantity=None
            if line.quantity is None
            else Measure(value=line.quantity.value, unit=line.quantity.unit),
            authored_on=prescription.created_at,
            notes=() if line.instructions is None else (line.instructions,),
        )
        for line in prescription.medications
    )


def medication_of(order: MedicationOrder, *, row: int, medication_id: MedicationId) -> Medication:
    """
    Give an order as a line of a prescription.

    Args:
        order: Any order.
        row: The line's number, from 1.
        medication_id: The line's identifier.

    Returns:
        The line; codes of the medicine are not kept.

    Raises:
        InvalidInputError: The order has no name, or does not say when it is taken.
    """
    return Medication(
        id=medication_id,
        row=row,
        name=order.name,
        strength=order.strength,
        form=order.form,
        quantity=None if order.quantity is None else order.quantity.quantity,
        dosages=order.dosages,
        instructions="\n".join(order.notes) or None,
    )


def draft_of_orders(
    orders: Sequence[MedicationOrder],
    *,
    prescription_id: PrescriptionId,
    patient_id: PatientId,
    author_id: AccountId,
    start: date,
    zone: ZoneInfo,
    grace_minutes: int,
    now: datetime,
) -> Prescription:
    """
    Write a draft from orders that came from elsewhere.

    Args:
        orders: Of one patient, in the order to show.
        prescription_id: The new prescription's identifier.
        patient_id: Who takes the medicines; that the orders mean this person is for the
            caller to see.
        author_id: Who brought them in.
        start: The first day of doses.
        zone: The zone whose clock the doses follow.
        grace_minutes: 10, 20, 30 or 60.
        now: The current instant, aware.

    Returns:
        A draft, which a person must confirm.

    Raises:
        InvalidInputError: The orders are of several people, one has ended, is no order,
            has no name or does not say when it is taken; all faults together.
    """
    faults = list(_faults(orders))
    lines = []
    for place, order in enumerate(orders):
        medication_id = derive(MedicationId, prescription_id, f"1/{place + 1}")
        try:
            lines.append(medication_of(order, row=place + 1, medication_id=medication_id))
        except InvalidInputError as error:
            faults += [
                attrs.evolve(one, field=f"orders[{place}].{one.field}") for one in error.faults
            ]
    if faults:
        raise InvalidInputError(*faults)
    return Prescription(
        id=prescription_id,
        version=1,
        patient_id=patient_id,
        author_id=author_id,
        status=LIFECYCLE.start,
        end_reason=None,
        review=REVIEW.start,
        start=start,
        zone=zone,
        grace_minutes=grace_minutes,
        diagnosis=None,
        medications=tuple(lines),
        created_at=now,
    )


def _faults(orders: Sequence[MedicationOrder]) -> Iterator[Fault]:
    for place, order in enumerate(orders):
        where = f"orders[{place}]"
        if order.subject != orders[0].subject:
            remedy = "Bring each person's orders in alone."
            yield Fault(field=f"{where}.subject", problem="is another person", remedy=remedy)
        if order.status not in _STARTABLE:
            remedy = "Leave out what is not to be taken any more."
            problem = f"is {order.status.value}"
            yield Fault(field=f"{where}.status", problem=problem, remedy=remedy)
        if order.intent not in _BINDING:
            remedy = "Bring in orders alone; this is none yet."
            problem = f"is {order.intent.value}"
            yield Fault(field=f"{where}.intent", problem=problem, remedy=remedy)
