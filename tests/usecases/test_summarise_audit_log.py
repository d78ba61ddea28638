"""
Summarising the audit log.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.testing.fakes import InMemoryStore, SteppingClock
from dastern_core.testing.samples import sample_entry, sample_patient_id
from dastern_core.usecases.summarise_audit_log import summarise_audit_log


@pytest.mark.rule("AUD-14")
def test_the_whole_log_is_counted(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    Those that waited for their place too, and of two days only the second is the last.
    """
    entries = [
        attrs.evolve(
            sample_entry(number, patient_id=sample_patient_id(number % 2)),
            at=clock.now() + timedelta(hours=12 * number),
        )
        for number in range(4)
    ]
    with store.begin() as work:
        for entry in entries[:2]:
            work.audit_log.append(entry, salt=bytes(16))
        work.audit_log.sequence(limit=1)
        for entry in entries[2:]:
            work.audit_log.append(entry, salt=bytes(16))
    clock.step(timedelta(hours=36))
    found = summarise_audit_log(store=store, clock=clock)

    assert (4, 2, 2, 2) == (found.total, found.actors, found.patients, found.last_day)
    assert (entries[0].at, entries[3].at) == (found.earliest, found.latest)
    assert (((AuditAction.DOSE_TAKEN, 4),), ((ActorRole.PATIENT, 4),)) == (
        found.frequent,
        found.roles,
    )
