"""
Stored proposals.
"""

from typing import Protocol

from dastern_core.kernel import PatientId
from dastern_core.prescriptions import Proposal, ProposalId, ProposalStatus

__all__ = ["Proposals"]


class Proposals(Protocol):
    """
    The changes that were ever proposed, whatever became of them.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, proposal: Proposal) -> None:
        """
        Store a new proposal.

        Raises:
            ConflictError: Its identifier is stored already, or its prescription has a
                pending one: a patient decides about one change at a time.
        """
        ...

    def get(self, proposal_id: ProposalId) -> Proposal:
        """
        Load a proposal.

        Raises:
            NotFoundError: There is no such proposal.
        """
        ...

    def pending(self, patient_id: PatientId) -> tuple[Proposal, ...]:
        """
        Load the proposals that wait for a patient, the newest first.
        """
        ...

    def change(self, proposal: Proposal, *, expected: ProposalStatus) -> None:
        """
        Store what became of a proposal: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now, or it is not stored.
        """
        ...
