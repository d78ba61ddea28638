"""
What every store of proposals does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import ProposalEvent, ProposalStatus, close_proposal
from dastern_core.testing.record_samples import sample_proposal
from dastern_core.testing.samples import NOW, sample_prescription

__all__ = ["ProposalsContract"]


class ProposalsContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("RX-21")
    def test_keeps_what_waits_for_a_patient(self, store: Store) -> None:
        """
        With every line as it was proposed; one change of a prescription waits at a time.
        """
        first, other = sample_proposal(1), sample_proposal(2)
        with store.begin() as work:
            for number in (1, 2):
                work.prescriptions.add(sample_prescription(number, active=True))
            work.proposals.add(first)
            work.proposals.add(other)
        second = attrs.evolve(first, id=sample_proposal(3).id)
        for taken in (first, second):
            with pytest.raises(ConflictError), store.begin() as work:
                work.proposals.add(taken)
        with store.begin() as work:
            waiting = work.proposals.pending(first.patient_id)

            assert first == work.proposals.get(first.id)
            with pytest.raises(NotFoundError):
                work.proposals.get(second.id)
        assert (first,) == waiting

    @pytest.mark.rule("RX-21")
    def test_changes_what_still_stands_so(self, store: Store) -> None:
        """
        What was withdrawn meanwhile is not accepted, and a new one may wait.
        """
        proposal = sample_proposal(1)
        later = NOW + timedelta(hours=1)
        withdrawn = close_proposal(proposal, ProposalEvent.WITHDRAW, now=later)
        accepted = close_proposal(proposal, ProposalEvent.ACCEPT, now=later)
        again = attrs.evolve(proposal, id=sample_proposal(3).id)
        with store.begin() as work:
            work.prescriptions.add(sample_prescription(1, active=True))
            work.proposals.add(proposal)
        with store.begin() as work:
            work.proposals.change(withdrawn, expected=ProposalStatus.PENDING)
        for changed in (accepted, sample_proposal(2)):
            with pytest.raises(ConflictError), store.begin() as work:
                work.proposals.change(changed, expected=ProposalStatus.PENDING)
        with store.begin() as work:
            work.proposals.add(again)
        with store.begin() as work:
            assert withdrawn == work.proposals.get(proposal.id)
            assert (again,) == work.proposals.pending(proposal.patient_id)
