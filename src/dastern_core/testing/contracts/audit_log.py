"""
What every audit log does.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import attrs
import pytest

from dastern_core.audit import ActorRole, AuditAction, EntryFilter, Frontier, append, leaf
from dastern_core.kernel import AccountId, ConflictError, NotFoundError
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import NOW, sample_entry, sample_patient_id

__all__ = ["AuditLogContract"]

_SALT = bytes(range(16))


class AuditLogContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store, and ``retire``.

    ``retire`` gives what drops the entries of all months that ended before an instant.
    """

    def test_numbers_entries_without_gaps(self, store: Store | PaymentStore) -> None:
        """
        Entries get their places from 0 on, as they came, and load with their salts.
        """
        patient_id = sample_patient_id(1)
        entries = [sample_entry(number, patient_id=patient_id) for number in range(3)]
        for entry in entries:
            with store.begin() as work:
                work.audit_log.append(entry, salt=_SALT)
        with store.begin() as work:
            waiting = (work.audit_log.size(), list(work.audit_log.entries(start=0, end=10)))
            placed = [work.audit_log.sequence(limit=2) for _ in range(3)]
        with store.begin() as work:
            size = work.audit_log.size()
            loaded = list(work.audit_log.entries(start=1, end=10))
            first = list(work.audit_log.entries(start=0, end=1))

        assert ((3, []), [2, 1, 0], 3) == (waiting, placed, size)
        assert [(entries[1], _SALT), (entries[2], _SALT)] == loaded
        assert [(entries[0], _SALT)] == first

    def test_numbers_nothing_that_did_not_commit(self, store: Store | PaymentStore) -> None:
        """
        An entry of a step that failed is not in the log and leaves no gap.
        """
        patient_id = sample_patient_id(1)

        def fail_halfway() -> None:
            with store.begin() as work:
                work.audit_log.append(sample_entry(1, patient_id=patient_id), salt=_SALT)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_halfway()
        with store.begin() as work:
            work.audit_log.append(sample_entry(2, patient_id=patient_id), salt=_SALT)
        with store.begin() as work:
            placed = work.audit_log.sequence(limit=9)
            loaded = list(work.audit_log.entries(start=0, end=9))

        assert 1 == placed
        assert [(sample_entry(2, patient_id=patient_id), _SALT)] == loaded

    def test_keeps_the_edge_of_the_tree(self, store: Store | PaymentStore) -> None:
        """
        The head is that of the tree over the entries that have their place.
        """
        entries = [sample_entry(number, patient_id=sample_patient_id(1)) for number in range(5)]
        expected, heads = [Frontier()], []
        for entry in entries:
            expected.append(append(expected[-1], leaf(entry, _SALT)))
            with store.begin() as work:
                work.audit_log.append(entry, salt=_SALT)
                heads.append(work.audit_log.head())
            with store.begin() as work:
                work.audit_log.sequence(limit=1)
        with store.begin() as work:
            heads.append(work.audit_log.head())

        assert expected == heads

    @pytest.mark.rule("AUD-09")
    def test_keeps_the_leaves_of_what_was_retired(
        self, store: Store | PaymentStore, retire: Callable[[datetime], None]
    ) -> None:
        """
        A retired entry leaves its place and its leaf, and the log goes on behind it.
        """
        old, kept, new = (
            attrs.evolve(
                sample_entry(number, patient_id=sample_patient_id(1)),
                at=NOW + timedelta(days=days),
            )
            for number, days in enumerate((-90, 0, 0))
        )
        with store.begin() as work:
            for entry in (old, kept):
                work.audit_log.append(entry, salt=_SALT)
            work.audit_log.sequence(limit=9)
            before = (work.audit_log.head(), list(work.audit_log.records(start=0, end=9)))
        retire(NOW - timedelta(days=45))
        with store.begin() as work:
            after = (work.audit_log.head(), list(work.audit_log.records(start=0, end=9)))
            work.audit_log.append(new, salt=_SALT)
            placed = (work.audit_log.sequence(limit=9), work.audit_log.size())
            loaded = list(work.audit_log.entries(start=0, end=9))
            about = work.audit_log.about(sample_patient_id(1), limit=9)

        assert [(old, _SALT), (kept, _SALT)] == before[1]
        assert (before[0], [leaf(old, _SALT), (kept, _SALT)]) == after
        assert ((1, 3), [(kept, _SALT), (new, _SALT)], (new, kept)) == (placed, loaded, about)

    def test_refuses_an_identifier_twice(self, store: Store | PaymentStore) -> None:
        """
        No two entries share an identifier.
        """
        entry = sample_entry(1, patient_id=sample_patient_id(1))
        with store.begin() as work:
            work.audit_log.append(entry, salt=_SALT)

        with pytest.raises(ConflictError), store.begin() as work:
            work.audit_log.append(entry, salt=_SALT)

    def test_lists_what_is_about_a_patient(self, store: Store | PaymentStore) -> None:
        """
        A patient's entries come newest first, whoever acted, up to the limit.
        """
        own, other = sample_patient_id(1), sample_patient_id(2)
        entries = [
            sample_entry(number, patient_id=own if number % 2 else other) for number in range(6)
        ]
        with store.begin() as work:
            for entry in entries:
                work.audit_log.append(entry, salt=_SALT)
        with store.begin() as work:
            listed = work.audit_log.about(own, limit=2)

        assert (entries[5], entries[3]) == listed

    @pytest.mark.rule("AUD-07")
    def test_lists_what_is_asked_for(self, store: Store | PaymentStore) -> None:
        """
        By time, action, actor, role and kind of thing; what else there is takes no place.
        """
        own, other = sample_patient_id(1), sample_patient_id(2)
        plain = [sample_entry(number, patient_id=own) for number in range(6)]
        entries = [
            attrs.evolve(plain[0], action=AuditAction.DOSE_SKIPPED),
            attrs.evolve(plain[1], actor_id=AccountId(other), actor_role=ActorRole.DOCTOR),
            attrs.evolve(plain[2], actor_id=None, actor_role=ActorRole.SYSTEM),
            attrs.evolve(plain[3], resource_type="vital"),
            *plain[4:],
        ]
        with store.begin() as work:
            for entry in entries:
                work.audit_log.append(entry, salt=_SALT)
        wanted = (
            EntryFilter(action=AuditAction.DOSE_SKIPPED),
            EntryFilter(actor_id=AccountId(other)),
            EntryFilter(actor_role=ActorRole.SYSTEM),
            EntryFilter(resource_type="vital"),
            EntryFilter(until=entries[2].at),
            EntryFilter(since=entries[4].at),
            EntryFilter(since=entries[3].at, until=entries[5].at, resource_type="dose"),
        )
        with store.begin() as work:
            found = [work.audit_log.about(own, limit=2, wanted=one) for one in wanted]
        expected = [(0,), (1,), (2,), (3,), (1, 0), (5, 4), (4,)]

        assert [tuple(entries[one] for one in places) for places in expected] == found

    @pytest.mark.rule("AUD-07")
    def test_goes_on_behind_a_page(self, store: Store | PaymentStore) -> None:
        """
        What was logged before an entry comes next, whatever was logged meanwhile.
        """
        own = sample_patient_id(1)
        entries = [sample_entry(number, patient_id=own) for number in range(5)]
        with store.begin() as work:
            for entry in entries[:4]:
                work.audit_log.append(entry, salt=_SALT)
        with store.begin() as work:
            first = work.audit_log.about(own, limit=2)
            work.audit_log.append(entries[4], salt=_SALT)
        with store.begin() as work:
            second = work.audit_log.about(own, limit=9, before=first[-1].id)

        assert (entries[3], entries[2]) == first
        assert (entries[1], entries[0]) == second

    def test_goes_on_behind_no_others_entry(self, store: Store | PaymentStore) -> None:
        """
        An entry about somebody else begins no page.
        """
        others = sample_entry(1, patient_id=sample_patient_id(2))
        with store.begin() as work:
            work.audit_log.append(others, salt=_SALT)

        with store.begin() as work, pytest.raises(NotFoundError, match="begin with the newest"):
            work.audit_log.about(sample_patient_id(1), limit=9, before=others.id)
