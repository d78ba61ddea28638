"""
What a list tells of what does not open.
"""

from datetime import UTC, datetime
from uuid import UUID

import attrs
import pytest

from dastern_core.encounters import critical_information
from dastern_core.kernel import (
    ERASED_TEXT,
    UNOPENED_TEXT,
    AccountId,
    PatientId,
    Unopened,
    UnreadableError,
    require_opened,
)
from dastern_core.testing.record_samples import sample_encounter

_BROKEN = Unopened(
    kind="prescription",
    id=UUID(int=5),
    version=2,
    patient_id=PatientId(UUID(int=1)),
    author_id=AccountId(UUID(int=2)),
    status="ACTIVE",
    written_at=datetime(2026, 6, 15, 3, tzinfo=UTC),
)


def test_says_which_one_since_when_and_what_to_do() -> None:
    """
    One line names it, its version and its day, and whom to ask.
    """
    said = (
        f"prescription {UUID(int=5)}, version 2, of 2026-06-15 does not open. "
        "Ask its author what it says, and whoever keeps the database to restore it."
    )

    assert [said, said.replace(", version 2,", "")] == [
        str(_BROKEN),
        str(attrs.evolve(_BROKEN, version=None)),
    ]


@pytest.mark.rule("EPN-09")
def test_a_list_of_allergies_holds_the_word_whole() -> None:
    """
    The words for what is erased and what does not open are no list of several things.
    """
    for word in (ERASED_TEXT, UNOPENED_TEXT):
        visit = attrs.evolve(sample_encounter(1), allergies=(word,))
        told = critical_information([visit]).allergies or ()

        assert [word] == [one.text for one in told]


def test_nothing_is_computed_over_a_list_with_one() -> None:
    """
    Whoever needs the whole list is told what is not in it.
    """
    require_opened()
    with pytest.raises(UnreadableError) as caught:
        require_opened(_BROKEN, _BROKEN)

    assert f"{_BROKEN}\n{_BROKEN}" == str(caught.value)
