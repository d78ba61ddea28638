"""
What every store of invitations does.
"""

from datetime import timedelta

import pytest

from dastern_core.kernel import AccountId, ConflictError
from dastern_core.permissions import InvitationInvalidError, use
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import NOW, sample_invitation, sample_patient_id

__all__ = ["InvitationsContract"]


class InvitationsContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("CON-21")
    def test_an_invitation_is_used_once(self, store: Store) -> None:
        """
        It is found by its hash; of two who use it the second is told.
        """
        invitation = sample_invitation(1)
        first, second = (
            use(invitation, by=AccountId(sample_patient_id(number)), now=NOW) for number in (8, 9)
        )
        with store.begin() as work:
            work.invitations.add(invitation)
        with store.begin() as work:
            found = [work.invitations.find(invitation.code_hash)]
            work.invitations.use(first)
        with pytest.raises(ConflictError), store.begin() as work:
            work.invitations.use(second)
        with store.begin() as work:
            found.append(work.invitations.find(invitation.code_hash))
            with pytest.raises(InvitationInvalidError):
                work.invitations.find(bytes(32))

        assert [invitation, first] == found

    def test_a_code_is_given_once(self, store: Store) -> None:
        """
        A code that is taken has to be drawn anew.
        """
        with store.begin() as work:
            work.invitations.add(sample_invitation(1))
        with pytest.raises(ConflictError), store.begin() as work:
            work.invitations.add(sample_invitation(1))

    @pytest.mark.rule("CON-20")
    @pytest.mark.rule("CON-24")
    def test_counts_and_clears_by_time(self, store: Store) -> None:
        """
        What one patient made since an instant is counted; what is old is deleted.
        """
        invitation = sample_invitation(1)
        tick = timedelta(microseconds=1)
        with store.begin() as work:
            work.invitations.add(invitation)
            work.invitations.add(sample_invitation(2))
        with store.begin() as work:
            counted = [
                work.invitations.made_since(invitation.patient_id, since)
                for since in (NOW, NOW + tick)
            ]
            cleared = [
                work.invitations.clear(created_before=before) for before in (NOW, NOW + tick)
            ]

        assert ([1, 0], [0, 2]) == (counted, cleared)
