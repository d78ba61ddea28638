"""
What every store of connections does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import AccountId, ConflictError, NotFoundError, PatientId
from dastern_core.permissions import ConnectionStatus, DuplicateConnectionError, accept, end
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import NOW, sample_connection

__all__ = ["ConnectionsContract"]


class ConnectionsContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("CON-01")
    def test_finds_a_connection_from_either_side(self, store: Store) -> None:
        """
        By its identifier, by the pair in either order, and among each one's own.
        """
        asked = sample_connection(1)
        patient = AccountId(asked.patient_id)
        with store.begin() as work:
            work.connections.add(asked)
            work.connections.add(sample_connection(2))
        with store.begin() as work:
            found = [
                work.connections.get(asked.id),
                work.connections.between(patient, asked.member_id),
                work.connections.between(asked.member_id, patient),
                work.connections.hold(asked.member_id, patient),
                *work.connections.of_account(patient),
                *work.connections.of_account(asked.member_id),
            ]
            stranger = sample_connection(2).member_id
            none = [
                work.connections.between(patient, stranger),
                work.connections.hold(patient, stranger),
            ]

        assert ([asked] * 6, [None, None]) == (found, none)

    @pytest.mark.rule("CON-12")
    def test_a_pair_has_one_connection(self, store: Store) -> None:
        """
        Also where the two change places.
        """
        asked = sample_connection(1)
        other = attrs.evolve(
            sample_connection(2),
            patient_id=PatientId(asked.member_id),
            member_id=AccountId(asked.patient_id),
            initiator_id=asked.member_id,
        )
        with store.begin() as work:
            work.connections.add(asked)
        for again in (asked, other):
            with pytest.raises(DuplicateConnectionError), store.begin() as work:
                work.connections.add(again)

    def test_lists_the_newest_request_first(self, store: Store) -> None:
        """
        A person sees whoever asked last on top.
        """
        first = sample_connection(1)
        second = attrs.evolve(
            sample_connection(2),
            patient_id=first.patient_id,
            initiator_id=AccountId(first.patient_id),
            requested_at=NOW + timedelta(days=1),
        )
        with store.begin() as work:
            work.connections.add(first)
            work.connections.add(second)
        with store.begin() as work:
            found = work.connections.of_account(AccountId(first.patient_id))

        assert (second, first) == found

    @pytest.mark.rule("B006")
    def test_changes_what_still_stands_so(self, store: Store) -> None:
        """
        Of two changes of one state the second is told.
        """
        asked = sample_connection(1)
        accepted = accept(asked, by=asked.recipient_id, now=NOW)
        declined = end(asked, by=asked.recipient_id, reason=None, now=NOW)
        with store.begin() as work:
            work.connections.add(asked)
        with store.begin() as work:
            work.connections.change(declined, expected=ConnectionStatus.PENDING)
        for changed in (accepted, sample_connection(2)):
            with pytest.raises(ConflictError), store.begin() as work:
                work.connections.change(changed, expected=ConnectionStatus.PENDING)
        with store.begin() as work:
            loaded = work.connections.get(asked.id)
            with pytest.raises(NotFoundError):
                work.connections.get(sample_connection(2).id)

        assert declined == loaded
