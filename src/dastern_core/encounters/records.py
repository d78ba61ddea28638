"""
Encounters: what happened at a hospital, in versions that nothing overwrites.

A hospital's record is the hospital's word: a patient adds a remark or hides it, and never
rewrites it (EPN-06). Who may write and read is for ``permissions`` to say.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Final, NewType
from uuid import UUID

import attrs

from dastern_core.kernel import (
    AccountId,
    ConflictError,
    Fault,
    HospitalId,
    InvalidInputError,
    PatientId,
    require_aware,
)

__all__ = [
    "BloodGroup",
    "Encounter",
    "EncounterId",
    "EncounterType",
    "retire_encounter",
    "revise_encounter",
]

EncounterId = NewType("EncounterId", UUID)
"""
One encounter, over all its versions.
"""

_LONGEST_TEXT: Final = 10_000
_MOST_ITEMS: Final = 100
_LONGEST_ITEM: Final = 200


class EncounterType(Enum):
    """
    What kind of encounter it was (EPN-02).
    """

    CONSULTATION = "consultation"
    LAB_TEST = "lab_test"
    SURGERY = "surgery"
    EMERGENCY = "emergency"
    FOLLOW_UP = "follow_up"
    VACCINATION = "vaccination"
    SCREENING = "screening"
    THERAPY = "therapy"
    DISCHARGE = "discharge"
    ADMISSION = "admission"
    OTHER = "other"


class BloodGroup(Enum):
    """
    ABO and Rhesus D; an unknown group is no value (EPN-02).
    """

    A_POSITIVE = "A+"
    A_NEGATIVE = "A-"
    B_POSITIVE = "B+"
    B_NEGATIVE = "B-"
    AB_POSITIVE = "AB+"
    AB_NEGATIVE = "AB-"
    O_POSITIVE = "O+"
    O_NEGATIVE = "O-"


@attrs.frozen(kw_only=True)
class Encounter:
    """
    One version of what happened.

    Args:
        id: The same over all versions.
        version: From 1, without gaps.
        patient_id: To whom.
        occurred_at: When; aware.
        type: What kind.
        reason: Reason or diagnosis, as written: 1 to 10,000 characters.
        notes: What was prescribed and noted: 1 to 10,000 characters.
        allergies: As asked on that day; None where nobody asked, empty where there are none.
        chronic_conditions: As for allergies.
        blood_group: None where it is not known.
        recent_surgery: None where nobody asked, empty where there was none.
        hospital: Where; None for what a patient tells of themselves.
        author_id: Who wrote this version.
        recorded_at: When this version was written; aware.
        retired_at: When it was withdrawn, or None; it is kept (C71).

    Raises:
        InvalidInputError: A text is blank or too long, a list is too long, it happened after
            it was recorded, or an instant is naive; all faults together.

    Source:
        Rules EPN-01, EPN-03.
    """

    id: EncounterId
    version: int
    patient_id: PatientId
    occurred_at: datetime
    type: EncounterType
    reason: str = attrs.field(repr=False)
    notes: str = attrs.field(repr=False)
    allergies: tuple[str, ...] | None = attrs.field(default=None, repr=False)
    chronic_conditions: tuple[str, ...] | None = attrs.field(default=None, repr=False)
    blood_group: BloodGroup | None = attrs.field(default=None, repr=False)
    recent_surgery: str | None = attrs.field(default=None, repr=False)
    hospital: HospitalId | None
    author_id: AccountId
    recorded_at: datetime
    retired_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        """
        Report every rule that the record breaks.
        """
        for name in ("occurred_at", "recorded_at"):
            require_aware(getattr(self, name), field=name)
        faults = [*self._faults()]
        if faults:
            raise InvalidInputError(*faults)

    def _faults(self) -> Iterator[Fault]:
        if self.version < 1:
            remedy = "Number the versions from 1."
            yield Fault(field="version", problem="is below 1", remedy=remedy)
        if self.occurred_at > self.recorded_at:
            remedy = "Give the day on which it happened; plans are appointments."
            yield Fault(field="occurred_at", problem="lies in the future", remedy=remedy)
        for name in ("reason", "notes"):
            if not 0 < len(getattr(self, name).strip()) <= _LONGEST_TEXT:
                remedy = f"Write 1 to {_LONGEST_TEXT} characters."
                yield Fault(field=name, problem="is blank or too long", remedy=remedy)
        if self.recent_surgery is not None and len(self.recent_surgery) > _LONGEST_TEXT:
            remedy = f"Write at most {_LONGEST_TEXT} characters."
            yield Fault(field="recent_surgery", problem="is too long", remedy=remedy)
        for name in ("allergies", "chronic_conditions"):
            items = getattr(self, name) or ()
            if len(items) > _MOST_ITEMS or not all(
                0 < len(item.strip()) <= _LONGEST_ITEM for item in items
            ):
                remedy = f"Give at most {_MOST_ITEMS}, each of 1 to {_LONGEST_ITEM} characters."
                yield Fault(field=name, problem="holds a blank or an endless item", remedy=remedy)


def revise_encounter(
    newest: Encounter, changed: Encounter, *, author_id: AccountId, now: datetime
) -> Encounter:
    """
    Write the next version of an encounter; the old one stays as it is.

    Args:
        newest: The newest version.
        changed: What it should say; identity, author and instants are taken from elsewhere.
        author_id: Who revises it.
        now: Aware.

    Raises:
        ConflictError: It was withdrawn.
        InvalidInputError: As for ``Encounter``.
    """
    if newest.retired_at is not None:
        message = "the encounter was withdrawn: record it anew"
        raise ConflictError(message)
    return attrs.evolve(
        changed,
        id=newest.id,
        version=newest.version + 1,
        patient_id=newest.patient_id,
        hospital=newest.hospital,
        author_id=author_id,
        recorded_at=now,
        retired_at=None,
    )


def retire_encounter(newest: Encounter, *, author_id: AccountId, now: datetime) -> Encounter:
    """
    Withdraw an encounter by a version that says so; nothing is destroyed (C71).

    Args:
        newest: The newest version.
        author_id: Who withdraws it.
        now: Aware.

    Raises:
        ConflictError: It was withdrawn before.
    """
    withdrawn = revise_encounter(newest, newest, author_id=author_id, now=now)
    return attrs.evolve(withdrawn, retired_at=now)
