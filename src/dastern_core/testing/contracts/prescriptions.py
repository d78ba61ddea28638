"""
What every store of prescriptions does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.ports.prescriptions import ActivePage
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import (
    EndReason,
    Order,
    PrescriptionEvent,
    advance,
    revise_urgently,
)
from dastern_core.testing.samples import NOW, sample_patient_id, sample_prescription

__all__ = ["PrescriptionsContract"]


class PrescriptionsContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    def test_gives_back_what_was_added(self, store: Store) -> None:
        """
        A prescription loads equal to what was stored, fractions and zone included.
        """
        added = sample_prescription(1, active=False)
        with store.begin() as work:
            work.prescriptions.add(added)
        with store.begin() as work:
            loaded = work.prescriptions.get(added.id)

        assert added == loaded

    def test_refuses_a_version_twice(self, store: Store) -> None:
        """
        A version that is stored cannot be stored again.
        """
        added = sample_prescription(1, active=False)
        with store.begin() as work:
            work.prescriptions.add(added)

        with pytest.raises(ConflictError), store.begin() as work:
            work.prescriptions.add(added)

    def test_refuses_a_version_out_of_order(self, store: Store) -> None:
        """
        A first version cannot be the third.
        """
        third = attrs.evolve(sample_prescription(1, active=False), version=3)

        with pytest.raises(ConflictError), store.begin() as work:
            work.prescriptions.add(third)

    def test_loads_the_newest_version(self, store: Store) -> None:
        """
        A later version hides the earlier one.
        """
        first = sample_prescription(1, active=True)
        second = attrs.evolve(first, version=2, diagnosis="Migraine")
        with store.begin() as work:
            work.prescriptions.add(first)
            work.prescriptions.add(second)
        with store.begin() as work:
            loaded = work.prescriptions.get(first.id)
            listed = work.prescriptions.of_patient(first.patient_id).things

        assert (second, (second,)) == (loaded, listed)

    def test_keeps_patients_apart(self, store: Store) -> None:
        """
        A patient's list holds that patient's prescriptions alone.
        """
        own, other = sample_prescription(1, active=True), sample_prescription(2, active=True)
        with store.begin() as work:
            work.prescriptions.add(own)
            work.prescriptions.add(other)
        with store.begin() as work:
            listed = work.prescriptions.of_patient(own.patient_id).things
            nobody = work.prescriptions.of_patient(sample_patient_id(3)).things

        assert ((own,), ()) == (listed, nobody)

    def test_names_what_is_not_there(self, store: Store) -> None:
        """
        An unknown identifier is an error, not a None.
        """
        with pytest.raises(NotFoundError), store.begin() as work:
            work.prescriptions.get(sample_prescription(1, active=True).id)

    def test_changes_the_status_it_expects(self, store: Store) -> None:
        """
        Status and end reason are stored where the stored status is the expected one.
        """
        active = sample_prescription(1, active=True)
        stopped = advance(active, PrescriptionEvent.STOP, now=NOW)
        with store.begin() as work:
            work.prescriptions.add(active)
            work.prescriptions.change_status(stopped, expected=active)
        with store.begin() as work:
            loaded = work.prescriptions.get(active.id)

        assert stopped == loaded
        assert EndReason.STOPPED is loaded.end_reason

    def test_changes_nothing_else(self, store: Store) -> None:
        """
        A status that somebody else changed meanwhile is not overwritten.
        """
        draft = sample_prescription(1, active=False)
        active = advance(draft, PrescriptionEvent.CONFIRM, now=NOW)
        rejected = advance(draft, PrescriptionEvent.REJECT, now=NOW)
        with store.begin() as work:
            work.prescriptions.add(draft)
            work.prescriptions.change_status(active, expected=draft)
        with pytest.raises(ConflictError), store.begin() as work:
            work.prescriptions.change_status(rejected, expected=draft)
        with store.begin() as work:
            loaded = work.prescriptions.get(draft.id)

        assert active == loaded

    def test_leaves_an_old_version_alone(self, store: Store) -> None:
        """
        Only the newest version's status can change.
        """
        first = sample_prescription(1, active=True)
        with store.begin() as work:
            work.prescriptions.add(first)
            work.prescriptions.add(attrs.evolve(first, version=2))

        with pytest.raises(ConflictError), store.begin() as work:
            work.prescriptions.change_status(
                advance(first, PrescriptionEvent.STOP, now=NOW), expected=first
            )

    def test_changes_only_what_is_there(self, store: Store) -> None:
        """
        The status of an unknown prescription cannot change.
        """
        with pytest.raises(NotFoundError), store.begin() as work:
            work.prescriptions.change_status(
                sample_prescription(1, active=True),
                expected=sample_prescription(1, active=False),
            )

    def test_changes_only_a_version_that_is_there(self, store: Store) -> None:
        """
        A version that was never stored has no status to change.
        """
        first = sample_prescription(1, active=True)
        with store.begin() as work:
            work.prescriptions.add(first)

        with pytest.raises(NotFoundError), store.begin() as work:
            work.prescriptions.change_status(attrs.evolve(first, version=2), expected=first)

    def test_a_draft_that_was_handed_back_is_not_confirmed_by_a_stale_reader(
        self, store: Store
    ) -> None:
        """
        The review is compared along with the status, and stored with note and instant.
        """
        draft = sample_prescription(1, active=False)
        back = advance(draft, PrescriptionEvent.RETAKE, now=NOW, note="The strength is missing")
        with store.begin() as work:
            work.prescriptions.add(draft)
            work.prescriptions.change_status(back, expected=draft)
        with pytest.raises(ConflictError), store.begin() as work:
            work.prescriptions.change_status(
                advance(draft, PrescriptionEvent.CONFIRM, now=NOW), expected=draft
            )
        with store.begin() as work:
            loaded = work.prescriptions.get(draft.id)

        assert back == loaded

    def test_keeps_every_version(self, store: Store) -> None:
        """
        The history has each version as it was written, newest first, with its reason.
        """
        first = sample_prescription(1, active=True)
        order = Order(medications=first.medications[:1], diagnosis="Migraine")
        second = revise_urgently(
            first, order, author_id=first.author_id, reason="Side effects", now=NOW
        )
        with store.begin() as work:
            work.prescriptions.add(first)
            work.prescriptions.add(second)
        with store.begin() as work:
            history = work.prescriptions.history(first.id).things

        assert (second, first) == history

    def test_names_a_history_that_is_not_there(self, store: Store) -> None:
        """
        An unknown prescription has no empty history.
        """
        with pytest.raises(NotFoundError), store.begin() as work:
            work.prescriptions.history(sample_prescription(1, active=True).id)

    def test_a_change_of_status_changes_no_content(self, store: Store) -> None:
        """
        Whatever else differs in the given value stays as it was stored.
        """
        draft = sample_prescription(1, active=False)
        active = advance(draft, PrescriptionEvent.CONFIRM, now=NOW)
        renamed = attrs.evolve(active, diagnosis="Another")
        with store.begin() as work:
            work.prescriptions.add(draft)
            work.prescriptions.change_status(renamed, expected=draft)
        with store.begin() as work:
            loaded = work.prescriptions.get(draft.id)

        assert active == loaded

    def test_lists_the_newest_start_first(self, store: Store) -> None:
        """
        Of a patient's prescriptions the one that starts last comes first.
        """
        older, other = sample_prescription(1, active=True), sample_prescription(2, active=True)
        newer = attrs.evolve(
            other, patient_id=older.patient_id, start=older.start + timedelta(days=3)
        )
        with store.begin() as work:
            work.prescriptions.add(older)
            work.prescriptions.add(newer)
        with store.begin() as work:
            listed = work.prescriptions.of_patient(older.patient_id).things

        assert (newer, older) == listed

    @pytest.mark.rule("RX-16")
    def test_pages_through_what_is_active(self, store: Store) -> None:
        """
        Of all patients, each once and its newest version; neither drafts nor what has ended.
        """
        running = [sample_prescription(number, active=True) for number in (1, 2, 3)]
        second = attrs.evolve(running[0], version=2)
        stopped = advance(running[1], PrescriptionEvent.STOP, now=NOW)
        with store.begin() as work:
            for one in (*running, second, sample_prescription(4, active=False)):
                work.prescriptions.add(one)
            work.prescriptions.change_status(stopped, expected=running[1])
        expected = sorted((second, running[2]), key=lambda one: one.id)
        with store.begin() as work:
            first = work.prescriptions.active(after=None, limit=1)
            rest = work.prescriptions.active(after=first.after, limit=9)
            none = work.prescriptions.active(after=expected[-1].id, limit=9)

        assert ActivePage(readable=(expected[0],), after=expected[0].id) == first
        assert (ActivePage(readable=(expected[1],)), ActivePage(readable=())) == (rest, none)
