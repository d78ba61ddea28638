"""
What every store does with what is written about a patient whose keys are destroyed.
"""

from collections.abc import Callable
from datetime import timedelta

import attrs
import pytest

from dastern_core.audit import leaf
from dastern_core.kernel import AccountId, Period
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.schedule import DoseStatus
from dastern_core.testing.fakes.erasure import (
    erased_encounter,
    erased_entry,
    erased_prescription,
    erased_proposal,
    erased_words,
)
from dastern_core.testing.record_samples import (
    sample_batch,
    sample_document,
    sample_encounter,
    sample_notice,
    sample_proposal,
    sample_reading,
)
from dastern_core.testing.samples import (
    NOW,
    sample_access_request,
    sample_dose,
    sample_emergency_session,
    sample_entry,
    sample_note,
    sample_patient_id,
    sample_prescription,
)

__all__ = ["ErasureContract"]

_SALT = bytes(range(16))
_EVER = Period(start=NOW - timedelta(days=99), end=NOW + timedelta(days=99))
_SKIPPED = attrs.evolve(
    sample_dose(sample_prescription(1, active=True), days=0),
    status=DoseStatus.SKIPPED,
    acted_at=NOW,
    recorded_at=NOW,
    skip_note="It makes me dizzy",
)


class ErasureContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("EPD-08")
    def test_what_is_written_reads_as_erased(self, store: Store) -> None:
        """
        One patient's texts are erased, and say so; another's, and what comes later, are not.
        """
        with store.begin() as work:
            for number in (1, 2):
                _write(work, number)
        with store.begin() as work:
            before = [_read(work, number) for number in (1, 2)]
            work.data_keys.erase(sample_patient_id(1))
        later = attrs.evolve(sample_note(3), patient_id=sample_patient_id(1))
        with store.begin() as work:
            work.doctor_notes.put(later)
        with store.begin() as work:
            after = [_read(work, number) for number in (1, 2)]
            anew = work.doctor_notes.get(later.id)

        assert [_erased(before[0]), before[1]] == after
        assert later == anew
        assert before[0] != after[0]

    @pytest.mark.rule("AUD-04")
    def test_the_log_keeps_its_leaves(self, store: Store) -> None:
        """
        An erased entry says nothing, whether it has its place or not, and its leaf is the same.
        """
        owner, other = sample_patient_id(1), sample_patient_id(2)
        entries = [sample_entry(number, patient_id=owner) for number in (1, 2)]
        kept = sample_entry(3, patient_id=other)
        with store.begin() as work:
            for entry in (entries[0], kept):
                work.audit_log.append(entry, salt=_SALT)
            work.audit_log.sequence(limit=9)
            work.audit_log.append(entries[1], salt=_SALT)
        with store.begin() as work:
            work.data_keys.erase(owner)
        with store.begin() as work:
            placed = work.audit_log.sequence(limit=9)
            records = list(work.audit_log.records(start=0, end=9))
            told = work.audit_log.about(owner, limit=9)
            intact = work.audit_log.about(other, limit=9)

        first, second = (leaf(entry, _SALT) for entry in entries)
        assert (1, [first, (kept, _SALT), second]) == (placed, records)
        assert (tuple(map(erased_entry, entries[::-1])), (kept,)) == (told, intact)


def _write(work: UnitOfWork, number: int) -> None:
    order = sample_prescription(number, active=True)
    work.prescriptions.add(order)
    work.proposals.add(sample_proposal(number))
    first = _SKIPPED if number == 1 else sample_dose(order, days=0)
    work.doses.plan([first, sample_dose(order, days=1)])
    work.batches.add(sample_batch(number))
    work.encounters.add(sample_encounter(number))
    work.documents.add(sample_document(number))
    work.vitals.add_reading(sample_reading(number))
    patient = sample_patient_id(number)
    work.doctor_notes.put(attrs.evolve(sample_note(number), patient_id=patient))
    work.notices.add(sample_notice(number))
    work.access_requests.add(sample_access_request(number))
    work.emergency_sessions.add(sample_emergency_session(number))


def _read(work: UnitOfWork, number: int) -> dict[str, object]:
    patient = sample_patient_id(number)
    return {
        "order": work.prescriptions.get(sample_prescription(number, active=True).id),
        "proposal": work.proposals.get(sample_proposal(number).id),
        "skip_note": work.doses.of_patient(patient, _EVER)[0],
        "no_note": work.doses.of_patient(patient, _EVER)[1],
        "name": work.batches.get(sample_batch(number).id),
        "encounter": work.encounters.get(sample_encounter(number).id),
        "document": work.documents.get(sample_document(number).id),
        "source": work.vitals.reading(sample_reading(number).id),
        "content": work.doctor_notes.get(sample_note(number).id),
        "notice": work.notices.to(AccountId(patient), limit=9)[0],
        "request": work.access_requests.get(sample_access_request(number).id),
        "session": work.emergency_sessions.get(sample_emergency_session(number).id),
    }


_WHOLE: dict[str, Callable[..., object]] = {
    "order": erased_prescription,
    "proposal": erased_proposal,
    "encounter": erased_encounter,
    "document": lambda one: erased_words(one, "name"),
    "notice": lambda one: erased_words(one, "reason"),
    "request": lambda one: erased_words(one, "reason"),
    "session": lambda one: erased_words(one, "reason"),
    "skip_note": lambda one: erased_words(one, "skip_note"),
    "no_note": lambda one: erased_words(one, "skip_note"),
    "name": lambda one: erased_words(one, "name"),
    "source": lambda one: erased_words(one, "source"),
    "content": lambda one: erased_words(one, "content"),
}


def _erased(found: dict[str, object]) -> dict[str, object]:
    return {name: _WHOLE[name](one) for name, one in found.items()}
