"""
What every store of access requests does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.permissions import AccessRequestStatus, approve, close_request
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import NOW, sample_access_request

__all__ = ["AccessRequestsContract"]


class AccessRequestsContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    def test_finds_what_one_doctor_asked_of_one_patient(self, store: Store) -> None:
        """
        The newest first, and nobody else's.
        """
        first, other = sample_access_request(1), sample_access_request(2)
        second = attrs.evolve(
            first, id=sample_access_request(3).id, requested_at=NOW + timedelta(days=1)
        )
        with store.begin() as work:
            for asked in (first, other, second):
                work.access_requests.add(asked)
        with store.begin() as work:
            found = work.access_requests.between(first.patient_id, first.requester_id)

            assert first == work.access_requests.get(first.id)
            with pytest.raises(NotFoundError):
                work.access_requests.get(sample_access_request(4).id)
        with pytest.raises(ConflictError), store.begin() as work:
            work.access_requests.add(first)
        assert (second, first) == found

    def test_changes_what_still_stands_so(self, store: Store) -> None:
        """
        What was closed meanwhile is not approved.
        """
        asked = sample_access_request(1)
        approved = approve(asked, lasting=timedelta(hours=1), now=NOW)
        with store.begin() as work:
            work.access_requests.add(asked)
        with store.begin() as work:
            work.access_requests.change(approved, expected=AccessRequestStatus.PENDING)
        for changed in (close_request(asked), sample_access_request(2)):
            with pytest.raises(ConflictError), store.begin() as work:
                work.access_requests.change(changed, expected=AccessRequestStatus.PENDING)
        with store.begin() as work:
            loaded = work.access_requests.get(asked.id)

        assert approved == loaded

    @pytest.mark.rule("C28")
    def test_closes_all_of_one_pair(self, store: Store) -> None:
        """
        What is pending, approved or closed, also more than are listed; nobody else's.
        """
        first, other = sample_access_request(1), sample_access_request(2)
        approved = approve(
            attrs.evolve(first, id=sample_access_request(3).id),
            lasting=timedelta(hours=1),
            now=NOW,
        )
        more = [
            attrs.evolve(first, id=sample_access_request(number).id) for number in range(4, 110)
        ]
        with store.begin() as work:
            for asked in (first, other, approved, *more):
                work.access_requests.add(asked)
        for _ in range(2):
            with store.begin() as work:
                work.access_requests.close_all(first.patient_id, first.requester_id)
        with store.begin() as work:
            left = [
                work.access_requests.get(one.id)
                for one in (first, other, approved, more[0], more[-1])
            ]

        assert left == [
            close_request(first),
            other,
            close_request(approved),
            close_request(more[0]),
            close_request(more[-1]),
        ]
