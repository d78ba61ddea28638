"""
Proposals in a dictionary.
"""

from dastern_core.kernel import ConflictError, NotFoundError, PatientId
from dastern_core.prescriptions import Proposal, ProposalId, ProposalStatus

__all__ = ["InMemoryProposals"]


class InMemoryProposals:
    """
    Every proposal, by its identifier.

    Args:
        proposals: The proposals stored so far; changed in place.
    """

    def __init__(self, proposals: dict[ProposalId, Proposal]) -> None:
        self._proposals = proposals

    def add(self, proposal: Proposal) -> None:
        """
        Store a new proposal.
        """
        waiting = {
            one.prescription_id
            for one in self._proposals.values()
            if one.status is ProposalStatus.PENDING
        }
        if proposal.id in self._proposals or proposal.prescription_id in waiting:
            message = "the prescription has a proposal that waits already"
            raise ConflictError(message)
        self._proposals[proposal.id] = proposal

    def get(self, proposal_id: ProposalId) -> Proposal:
        """
        Load a proposal.
        """
        if proposal_id not in self._proposals:
            message = "there is no such proposal"
            raise NotFoundError(message)
        return self._proposals[proposal_id]

    def pending(self, patient_id: PatientId) -> tuple[Proposal, ...]:
        """
        Load the proposals that wait for a patient, the newest first.
        """
        own = (
            one
            for one in self._proposals.values()
            if (one.patient_id, one.status) == (patient_id, ProposalStatus.PENDING)
        )
        return tuple(sorted(own, key=lambda one: (one.proposed_at, one.id), reverse=True))

    def change(self, proposal: Proposal, *, expected: ProposalStatus) -> None:
        """
        Store what became of a proposal.
        """
        stored = self._proposals.get(proposal.id)
        if stored is None or stored.status is not expected:
            message = "the proposal was decided by now: load it again"
            raise ConflictError(message)
        self._proposals[proposal.id] = proposal
