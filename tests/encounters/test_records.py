"""
Encounters: what is accepted, and versions that overwrite nothing.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import attrs
import pytest
from tests.encounters.visits import encounter

from dastern_core.encounters import (
    BloodGroup,
    EncounterType,
    retire_encounter,
    revise_encounter,
)
from dastern_core.kernel import AccountId, ConflictError, HospitalId, InvalidInputError, PatientId

_NOW = datetime(2026, 6, 1, tzinfo=UTC)
_SOMEBODY = AccountId(UUID(int=9))


@pytest.mark.rule("EPN-02")
def test_kinds_and_blood_groups_are_lists() -> None:
    """
    Eleven kinds, eight groups; an unknown group is no value.
    """
    assert (11, 8) == (len(EncounterType), len(BloodGroup))


@pytest.mark.rule("EPN-01")
@pytest.mark.rule("EPN-03")
@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"version": 0}, ["version"]),
        ({"reason": " ", "notes": "x" * 10_001}, ["reason", "notes"]),
        ({"occurred_at": datetime(2027, 1, 1, tzinfo=UTC)}, ["occurred_at"]),
        ({"recent_surgery": "x" * 10_001}, ["recent_surgery"]),
        ({"allergies": ("",)}, ["allergies"]),
        ({"chronic_conditions": ("x",) * 101}, ["chronic_conditions"]),
        ({"recorded_at": datetime(2026, 6, 1)}, ["recorded_at"]),  # noqa: DTZ001 - a naive instant is what is refused
    ],
)
def test_a_record_tells_what_is_wrong_with_it(facts: dict[str, object], fields: list[str]) -> None:
    """
    Every fault names its field.
    """
    with pytest.raises(InvalidInputError) as caught:
        encounter(0, **facts)

    assert fields == [fault.field for fault in caught.value.faults]


@pytest.mark.rule("EPN-06")
def test_a_revision_is_the_next_version() -> None:
    """
    Whoever revises can change neither whose it is nor where it happened.
    """
    first = encounter()
    wanted = attrs.evolve(
        first,
        reason="pneumonia",
        patient_id=PatientId(UUID(int=77)),
        hospital=HospitalId(UUID(int=77)),
        version=9,
    )
    second = revise_encounter(first, wanted, author_id=_SOMEBODY, now=_NOW)

    assert (2, "pneumonia", _SOMEBODY, _NOW) == (
        second.version,
        second.reason,
        second.author_id,
        second.recorded_at,
    )
    assert (first.id, first.patient_id, first.hospital) == (
        second.id,
        second.patient_id,
        second.hospital,
    )
    assert first.reason == "cough"


@pytest.mark.rule("EPN-07")
@pytest.mark.rule("C71")
def test_a_withdrawn_encounter_is_kept() -> None:
    """
    Withdrawing is a version; nothing follows it.
    """
    first = encounter()
    withdrawn = retire_encounter(first, author_id=_SOMEBODY, now=_NOW)

    assert (2, _NOW, first.reason) == (withdrawn.version, withdrawn.retired_at, withdrawn.reason)
    with pytest.raises(ConflictError, match="was withdrawn"):
        retire_encounter(withdrawn, author_id=_SOMEBODY, now=_NOW + timedelta(days=1))


def test_a_records_text_tells_nothing_medical() -> None:
    """
    What is wrong with a patient stands in no log.
    """
    shown = repr(encounter(allergies=("penicillin",), recent_surgery="appendix"))

    assert not any(word in shown for word in ("cough", "rest'", "penicillin", "appendix"))
