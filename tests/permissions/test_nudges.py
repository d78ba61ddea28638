"""
Nudges: twice about a missed dose, and the patient alone answers.
"""

from datetime import datetime
from uuid import UUID

import attrs
import pytest

from dastern_core.kernel import (
    AccountId,
    IllegalTransitionError,
    InvalidInputError,
    NotPermittedError,
    PatientId,
)
from dastern_core.permissions import Nudge, NudgeAnswer, NudgeId, NudgeRateError, answer, nudge

CAREGIVER = AccountId(UUID(int=6))


def ask(patient_id: PatientId, now: datetime, *, before: int, missed: bool = True) -> Nudge:
    """
    Ask about one dose.
    """
    return nudge(
        NudgeId(UUID(int=5)),
        dose_id=UUID(int=4),
        is_missed=missed,
        patient_id=patient_id,
        caregiver_id=CAREGIVER,
        sent_before=before,
        now=now,
    )


@pytest.mark.rule("CON-34")
def test_a_relative_asks_twice_about_a_dose(patient_id: PatientId, now: datetime) -> None:
    """
    The third time is refused.
    """
    numbers = [ask(patient_id, now, before=before).number for before in (0, 1)]

    assert [1, 2] == numbers
    with pytest.raises(NudgeRateError) as caught:
        ask(patient_id, now, before=2)
    assert "rate_limit_exceeded" == caught.value.code


@pytest.mark.rule("CON-33")
def test_only_a_missed_dose_is_asked_about(patient_id: PatientId, now: datetime) -> None:
    """
    There is nothing to ask about a dose that is due or taken.
    """
    with pytest.raises(InvalidInputError, match="is not missed"):
        ask(patient_id, now, before=0, missed=False)


@pytest.mark.rule("CON-36")
@pytest.mark.rule("B009")
def test_the_patient_answers_once(patient_id: PatientId, now: datetime) -> None:
    """
    Nobody else answers, and an answer stands.
    """
    sent = ask(patient_id, now, before=0)
    answered = answer(sent, NudgeAnswer.SOON, by=AccountId(patient_id), now=now)

    assert (NudgeAnswer.SOON, now) == (answered.answer, answered.answered_at)
    with pytest.raises(NotPermittedError):
        answer(sent, NudgeAnswer.TAKEN, by=CAREGIVER, now=now)
    with pytest.raises(IllegalTransitionError):
        answer(answered, NudgeAnswer.TAKEN, by=AccountId(patient_id), now=now)


def test_an_answer_has_its_time(patient_id: PatientId, now: datetime) -> None:
    """
    One without the other is refused.
    """
    with pytest.raises(InvalidInputError, match="contradicts the answer"):
        attrs.evolve(ask(patient_id, now, before=0), answer=NudgeAnswer.TAKEN)
