"""
What every store of nudges does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import AccountId, ConflictError, NotFoundError
from dastern_core.permissions import NudgeAnswer, answer
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import NOW, sample_nudge

__all__ = ["NudgesContract"]


class NudgesContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("CON-34")
    def test_keeps_each_number_once(self, store: Store) -> None:
        """
        A relative's first and second about a dose, in order; not two firsts.
        """
        first = sample_nudge(1)
        second = attrs.evolve(first, id=sample_nudge(2).id, number=2)
        again = attrs.evolve(first, id=sample_nudge(3).id)
        with store.begin() as work:
            work.nudges.add(second)
            work.nudges.add(first)
        with pytest.raises(ConflictError), store.begin() as work:
            work.nudges.add(again)
        with store.begin() as work:
            found = work.nudges.about(first.dose_id, first.caregiver_id)

            assert first == work.nudges.get(first.id)
            with pytest.raises(NotFoundError):
                work.nudges.get(again.id)
        assert (first, second) == found

    @pytest.mark.rule("CON-36")
    def test_keeps_the_first_answer(self, store: Store) -> None:
        """
        Of two answers the second is told.
        """
        sent = sample_nudge(1)
        patient = AccountId(sent.patient_id)
        soon, taken = (
            answer(sent, reply, by=patient, now=NOW)
            for reply in (NudgeAnswer.SOON, NudgeAnswer.TAKEN)
        )
        with store.begin() as work:
            work.nudges.add(sent)
        with store.begin() as work:
            work.nudges.answer(soon)
        with pytest.raises(ConflictError), store.begin() as work:
            work.nudges.answer(taken)
        with store.begin() as work:
            loaded = work.nudges.get(sent.id)

        assert soon == loaded

    @pytest.mark.rule("CON-35")
    def test_lists_what_waits_for_an_answer(self, store: Store) -> None:
        """
        Of one patient, the newest first, so many as were asked for.
        """
        first, other = sample_nudge(1), sample_nudge(2)
        later = [
            attrs.evolve(
                sample_nudge(number),
                patient_id=first.patient_id,
                sent_at=NOW + timedelta(hours=number),
            )
            for number in (3, 4, 5)
        ]
        answered = answer(
            later[2], NudgeAnswer.SOON, by=AccountId(first.patient_id), now=NOW + timedelta(days=1)
        )
        with store.begin() as work:
            for sent in (first, other, *later):
                work.nudges.add(sent)
            work.nudges.answer(answered)
        with store.begin() as work:
            found = [work.nudges.unanswered(first.patient_id, limit=limit) for limit in (2, 9)]

        assert [(later[1], later[0]), (later[1], later[0], first)] == found
