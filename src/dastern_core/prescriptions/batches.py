"""
Batches: the medicines that somebody takes together, at one time of day.

A batch is a prescription that its patient writes: its medicines all stand at its time, and
moving that time moves them all. Whether it runs is its prescription's status, and what is
past keeps the time that it had (BAT-06, BAT-07).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final, NewType
from uuid import UUID
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
from dastern_core.prescriptions.lifecycle import PrescriptionStatus
from dastern_core.prescriptions.medications import Medication
from dastern_core.prescriptions.revisions import Order
from dastern_core.prescriptions.versions import Prescription
from dastern_core.schedule import Dose, DoseStatus, Slot, slot_dosages

__all__ = [
    "Batch",
    "BatchId",
    "BatchItem",
    "batch_order",
    "batch_rest",
    "begin_batch",
    "first_batch_day",
    "parse_batch_time",
]

BatchId = NewType("BatchId", UUID)
"""
One batch.
"""

_DEFAULT_DAYS: Final = 30  # BAT-04
_NOON, _EVENING = time(12), time(18)  # BAT-03
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_LONGEST_NAME: Final = 100


@attrs.frozen(kw_only=True)
class BatchItem:
    """
    One medicine of a batch.

    Args:
        name: As its patient calls it.
        amount: How much at the batch's time.
        unit: What is counted.
        duration_days: For how many days.

    Source:
        Rule BAT-04 for the defaults.
    """

    name: str
    amount: Fraction = Fraction(1)
    unit: str = "tablet"
    duration_days: int = _DEFAULT_DAYS


@attrs.frozen(kw_only=True)
class Batch:
    """
    Medicines that are taken together.

    Args:
        id: Its own identifier.
        patient_id: Who takes them, and who alone changes the batch (BAT-10).
        prescription_id: The prescription that holds its medicines.
        name: What its patient calls it: 1 to 100 characters.
        at: When, on the patient's clock; whole minutes.
    """

    id: BatchId
    patient_id: PatientId
    prescription_id: PrescriptionId
    name: str = attrs.field(repr=False)
    at: time

    def __attrs_post_init__(self) -> None:
        """
        Refuse a batch without a name, or at a time that no clock shows.
        """
        faults = []
        if not 0 < len(self.name.strip()) <= _LONGEST_NAME:
            remedy = f"Give 1 to {_LONGEST_NAME} characters."
            faults.append(Fault(field="name", problem="is missing or too long", remedy=remedy))
        if self.at.second or self.at.microsecond or self.at.tzinfo is not None:
            remedy = "Give hours and minutes on the patient's clock."
            faults.append(Fault(field="at", problem="is no time of day", remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)

    @property
    def slot(self) -> Slot:
        """
        The column of the grid in which its doses are shown (BAT-03, C19).
        """
        if self.at < _NOON:
            return Slot.MORNING
        return Slot.MIDDAY if self.at < _EVENING else Slot.EVENING


def parse_batch_time(text: str) -> time:
    """
    Read a batch's time (BAT-01).

    Args:
        text: Hours and minutes of a 24-hour clock, two digits each.

    Raises:
        InvalidInputError: It is anything else.

    Example:
        >>> parse_batch_time("07:30")
        datetime.time(7, 30)
    """
    found = _TIME.fullmatch(text)
    if found is None:
        remedy = "Write hours and minutes, such as 07:30."
        raise InvalidInputError(Fault(field="at", problem="is no time of day", remedy=remedy))
    return time(int(found[1]), int(found[2]))


def batch_order(batch: Batch, items: Sequence[BatchItem]) -> Order:
    """
    Say what a batch orders: each medicine once a day, at its time.

    Args:
        batch: The batch as it is to be.
        items: Its medicines, at least one, in the patient's order.

    Raises:
        InvalidInputError: There is none, or one breaks a rule; each fault names its item.

    Source:
        Rules BAT-02 to BAT-04, BAT-06 and BAT-09.
    """
    if not items:
        remedy = "Add a medicine, or stop the batch."
        raise InvalidInputError(Fault(field="items", problem="are missing", remedy=remedy))
    faults: list[Fault] = []
    lines = []
    for row, item in enumerate(items, start=1):
        try:
            lines.append(_line(batch, item, row))
        except InvalidInputError as error:
            faults += [
                attrs.evolve(fault, field=f"items[{row - 1}].{fault.field}")
                for fault in error.faults
            ]
    if faults:
        raise InvalidInputError(*faults)
    return Order(medications=tuple(lines), diagnosis=f"Batch: {batch.name}")


def begin_batch(
    batch: Batch,
    items: Sequence[BatchItem],
    *,
    start: date,
    zone: ZoneInfo,
    grace_minutes: int,
    now: datetime,
) -> Prescription:
    """
    Write the prescription of a new batch; it is in force at once.

    Args:
        batch: The batch.
        items: Its medicines, at least one.
        start: The first day of doses.
        zone: The zone whose clock the doses follow.
        grace_minutes: 10, 20, 30 or 60 (DST-08).
        now: Aware.

    Raises:
        InvalidInputError: As for ``batch_order``.

    Source:
        Rules BAT-02, RX-09.
    """
    order = batch_order(batch, items)
    return Prescription(
        id=batch.prescription_id,
        version=1,
        patient_id=batch.patient_id,
        author_id=AccountId(batch.patient_id),
        status=PrescriptionStatus.ACTIVE,
        end_reason=None,
        start=start,
        zone=zone,
        grace_minutes=grace_minutes,
        diagnosis=order.diagnosis,
        medications=order.medications,
        created_at=now,
    )


def first_batch_day(batch: Batch, *, zone: ZoneInfo, now: datetime) -> date:
    """
    Give the first day on which a batch's time is still to come (BAT-05).

    Args:
        batch: The batch.
        zone: The zone whose clock its doses follow.
        now: Aware.
    """
    local = now.astimezone(zone)
    passed = local.time() >= batch.at
    return local.date() + timedelta(days=1 if passed else 0)


def batch_rest(
    prescription: Prescription, doses: Sequence[Dose], *, now: datetime
) -> Mapping[int, BatchItem]:
    """
    Give what is left of a batch's medicines, to be ordered anew (BAT-06, BAT-09).

    Args:
        prescription: The newest version.
        doses: The patient's doses, with what became of them.
        now: When; aware. What was due during a pause counts as left.

    Returns:
        By row, one item a line that has doses left, for as many days as it has doses; what
        was taken, skipped or missed is past and not ordered again.
    """
    paused = prescription.status is PrescriptionStatus.PAUSED
    since = prescription.status_at if paused and prescription.status_at else now
    left = Counter(
        dose.medication_id
        for dose in doses
        if dose.status is DoseStatus.DUE and dose.due_at >= since
    )
    amounts = {dose.medication_id: dose.quantity for dose in doses}
    return {
        line.row: BatchItem(
            name=line.name,
            amount=amounts[line.id].value,
            unit=amounts[line.id].unit,
            duration_days=left[line.id],
        )
        for line in prescription.medications
        if left[line.id]
    }


def _line(batch: Batch, item: BatchItem, row: int) -> Medication:
    return Medication(
        id=derive(MedicationId, batch.prescription_id, f"1/{row}"),
        row=row,
        name=item.name.strip(),
        strength=None,
        form=None,
        quantity=None,
        dosages=slot_dosages(
            {batch.slot: item.amount},
            unit=item.unit,
            duration_days=item.duration_days,
            times={batch.slot: batch.at},
        ),
        instructions=None,
    )
