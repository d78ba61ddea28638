"""
Dose records: everything that was said of a dose, and what holds.

Nothing that was recorded is changed or removed: a correction is one more record. Whatever
the order in which records arrive, and however often, the same holds on every device.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import NewType
from uuid import UUID

import attrs

from dastern_core.kernel import DasternError, Fault, InvalidInputError, require_aware
from dastern_core.schedule.doses import Dose, DoseStatus, SkipReason, miss, skip, take

__all__ = ["DoseRecord", "DoseRecordId", "RecordKind", "SettledDose", "settle"]

DoseRecordId = NewType("DoseRecordId", UUID)
"""
One record; made where it is recorded, so that it is the same wherever it arrives.
"""


class RecordKind(Enum):
    """
    What a record says.
    """

    TAKEN = "taken"
    SKIPPED = "skipped"
    MISSED = "missed"
    RETRACTED = "retracted"


@attrs.frozen(kw_only=True)
class DoseRecord:
    """
    One thing that was said of a dose.

    Args:
        id: The record.
        kind: What it says.
        acted_at: When that happened; for a missed dose, when it was noticed. Aware.
        recorded_at: When it was recorded, on the device where that was done. Aware.
        was_offline: Whether it was recorded without a connection.
        retracts: The record that it takes back; None for the other kinds.
        skip_reason: Why it was skipped, if that was said.
    """

    id: DoseRecordId
    kind: RecordKind
    acted_at: datetime
    recorded_at: datetime
    was_offline: bool = False
    retracts: DoseRecordId | None = None
    skip_reason: SkipReason | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse naive instants, and a retraction of nothing.
        """
        require_aware(self.acted_at, field="acted_at")
        require_aware(self.recorded_at, field="recorded_at")
        if (self.kind is RecordKind.RETRACTED) != (self.retracts is not None):
            remedy = "Name the record that is taken back, and only in a retraction."
            raise InvalidInputError(
                Fault(field="retracts", problem="does not fit the kind", remedy=remedy)
            )


@attrs.frozen(kw_only=True)
class SettledDose:
    """
    What holds of a dose.

    Args:
        dose: The dose with what became of it.
        held: The record that holds; None where nobody acted.
        others: What was said besides, and not taken back: shown, never merged in silence.
        refused: What could not be: in the future, too early, or after more than a day.
    """

    dose: Dose
    held: DoseRecord | None
    others: tuple[DoseRecord, ...]
    refused: tuple[DoseRecord, ...]

    @property
    def is_double(self) -> bool:
        """
        Whether the medicine may have been taken twice: two intakes at different times.
        """
        said = [one for one in (self.held, *self.others) if one is not None]
        return len({one.acted_at for one in said if one.kind is RecordKind.TAKEN}) > 1


def settle(dose: Dose, records: Iterable[DoseRecord]) -> SettledDose:
    """
    Tell what holds of a dose after all that was said of it.

    Args:
        dose: As it was planned, due.
        records: All records of the dose, in any order, also twice.

    Returns:
        Of what a person said and did not take back, the record that was made first holds
        (SYN-06); a missed dose yields to it (SYN-07). Where the medicine may have been
        taken twice, ``is_double`` says so.

    Raises:
        InvalidInputError: The dose is not as it was planned.

    Source:
        Rules DST-02, DST-34, SYN-06 and SYN-07.
    """
    if dose.status is not DoseStatus.DUE:
        remedy = "Give the dose as it was planned, and all its records."
        raise InvalidInputError(Fault(field="dose", problem="is not due", remedy=remedy))
    every = sorted(set(records), key=lambda one: (one.recorded_at, one.id))
    taken_back = {one.retracts for one in every}
    said = [
        one for one in every if one.kind is not RecordKind.RETRACTED and one.id not in taken_back
    ]
    acts: list[tuple[DoseRecord, Dose]] = []
    refused: list[DoseRecord] = []
    given_up = dose
    for record in said:
        before = given_up if record.kind is not RecordKind.MISSED else dose
        try:
            after = _applied(before, record)
        except DasternError:
            refused.append(record)
            continue
        if record.kind is RecordKind.MISSED:
            given_up = after
        else:
            acts.append((record, after))
    held, settled = acts[0] if acts else (None, given_up)
    return SettledDose(
        dose=settled,
        held=held,
        others=tuple(record for record, _ in acts[1:]),
        refused=tuple(refused),
    )


def _applied(dose: Dose, record: DoseRecord) -> Dose:
    now, offline = record.recorded_at, record.was_offline
    if record.kind is RecordKind.MISSED:
        return miss(dose, now=now)
    if record.kind is RecordKind.TAKEN:
        return take(dose, taken_at=record.acted_at, now=now, offline=offline)
    return skip(
        dose, skipped_at=record.acted_at, now=now, offline=offline, reason=record.skip_reason
    )
