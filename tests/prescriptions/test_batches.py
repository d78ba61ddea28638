"""
Batches: medicines that stand together at one time.
"""

from datetime import UTC, date, time
from fractions import Fraction
from uuid import UUID

import attrs
import pytest

from dastern_core.kernel import InvalidInputError, PrescriptionId
from dastern_core.prescriptions import (
    Batch,
    BatchId,
    BatchItem,
    PrescriptionStatus,
    batch_order,
    begin_batch,
    parse_batch_time,
    plan_doses,
    revise_own,
)
from dastern_core.schedule import CAMBODIA_CLOCK, Slot
from dastern_core.testing.samples import NOW, PHNOM_PENH, sample_patient_id

_BATCH = Batch(
    id=BatchId(UUID(int=1)),
    patient_id=sample_patient_id(1),
    prescription_id=PrescriptionId(UUID(int=2)),
    name="Evening",
    at=time(19, 30),
)
_ITEMS = (BatchItem(name="Metformin"), BatchItem(name="Aspirin", amount=Fraction(1, 2)))


@pytest.mark.rule("BAT-01")
@pytest.mark.parametrize("text", ["7:30", "24:00", "07:60", "07:30:00", "0730", "០៧:៣០", ""])
def test_a_time_is_hours_and_minutes(text: str) -> None:
    """
    Anything else is refused with an example.
    """
    assert time(23, 59) == parse_batch_time("23:59")
    with pytest.raises(InvalidInputError, match="at is no time of day"):
        parse_batch_time(text)


@pytest.mark.rule("BAT-01")
@pytest.mark.parametrize(
    "changed",
    [{"name": " "}, {"name": "x" * 101}, {"at": time(7, 0, 1)}, {"at": time(7, tzinfo=UTC)}],
)
def test_a_batch_has_a_name_and_a_time(changed: dict[str, object]) -> None:
    """
    A nameless batch, and a time that no clock shows, are refused.
    """
    with pytest.raises(InvalidInputError):
        attrs.evolve(_BATCH, **changed)  # type: ignore[arg-type] # facts of the right types


@pytest.mark.rule("BAT-02")
@pytest.mark.rule("BAT-04")
@pytest.mark.rule("BAT-05")
@pytest.mark.rule("RX-09")
def test_a_batch_begins_in_force() -> None:
    """
    One dose of each medicine a day at the batch's time, for thirty days, nothing in the past.
    """
    prescription = begin_batch(
        _BATCH, _ITEMS, start=date(2026, 6, 14), zone=PHNOM_PENH, grace_minutes=30, now=NOW
    )
    doses = plan_doses(prescription, daily_clock=CAMBODIA_CLOCK, now=NOW)

    assert (PrescriptionStatus.ACTIVE, "Batch: Evening") == (
        prescription.status,
        prescription.diagnosis,
    )
    assert {time(19, 30)} == {dose.local.time() for dose in doses}
    assert (58, date(2026, 6, 15)) == (len(doses), min(dose.local.date() for dose in doses))


@pytest.mark.rule("BAT-03")
@pytest.mark.parametrize(
    ("at", "slot"),
    [
        (time(0, 0), Slot.MORNING),
        (time(11, 59), Slot.MORNING),
        (time(12, 0), Slot.MIDDAY),
        (time(17, 59), Slot.MIDDAY),
        (time(18, 0), Slot.EVENING),
    ],
)
def test_a_time_has_its_column(at: time, slot: Slot) -> None:
    """
    Morning before noon, daytime before six, evening after.
    """
    assert slot is attrs.evolve(_BATCH, at=at).slot


@pytest.mark.rule("BAT-06")
@pytest.mark.rule("BAT-09")
def test_moving_a_batch_moves_all_its_medicines() -> None:
    """
    The next version has every line at the new time and in its column.
    """
    first = begin_batch(
        _BATCH, _ITEMS, start=date(2026, 6, 15), zone=PHNOM_PENH, grace_minutes=30, now=NOW
    )
    order = batch_order(
        attrs.evolve(_BATCH, at=time(8, 15)), [*_ITEMS, BatchItem(name="Vitamin B1")]
    )
    moved = revise_own(first, order, author_id=first.author_id, reason="New time", now=NOW)
    doses = plan_doses(moved, daily_clock=CAMBODIA_CLOCK, now=NOW)

    assert [1, 2, 3] == [line.row for line in moved.medications]
    assert {time(8, 15)} == {dose.local.time() for dose in doses}


@pytest.mark.rule("BAT-09")
def test_the_last_medicine_is_not_removed() -> None:
    """
    A batch without medicines could never be filled again: it is stopped instead.
    """
    with pytest.raises(InvalidInputError, match="or stop the batch"):
        batch_order(_BATCH, [])


def test_each_fault_names_its_item() -> None:
    """
    A nameless medicine and one without an amount are told together.
    """
    items = [BatchItem(name="  "), BatchItem(name="A", amount=Fraction(0))]
    with pytest.raises(InvalidInputError) as caught:
        batch_order(_BATCH, items)

    assert ["items[0]", "items[1]"] == [
        fault.field.partition(".")[0] for fault in caught.value.faults
    ]
