"""
What every store of nudges does.
"""

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
