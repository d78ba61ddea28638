"""
A replica: reads that may be behind go there, and nothing that writes does.

Two databases stand for a server and one that is behind it: what differs tells which one was
asked.
"""

import pytest

from dastern_core.kernel import AccountId, ActorRole, NotFoundError, PortError
from dastern_core.permissions import Actor
from dastern_core.testing.fakes import SeededEntropy, SteppingClock
from dastern_core.testing.samples import (
    NOW,
    sample_entry,
    sample_patient_id,
    sample_prescription,
)
from dastern_core.usecases.read_prescriptions import read_prescriptions
from dastern_postgres import migrate, postgres_store
from dastern_postgres.testing import SAMPLE_KEYS


def test_only_pure_reading_goes_to_the_replica(database: str, blank_database: str) -> None:
    """
    Whoever may write reads what they wrote; whoever reads alone is sent to the replica.
    """
    migrate(blank_database)
    old, new = sample_prescription(1, active=True), sample_prescription(2, active=True)
    account = AccountId(old.patient_id)
    actor = Actor(account_id=account, role=ActorRole.PATIENT)
    for dsn in (database, blank_database):
        with postgres_store(dsn, keys=SAMPLE_KEYS) as store, store.begin() as work:
            work.actors.put(actor)
    with postgres_store(blank_database, keys=SAMPLE_KEYS) as behind, behind.begin() as work:
        work.prescriptions.add(old)
    with postgres_store(database, replica=blank_database, keys=SAMPLE_KEYS) as store:
        with store.begin() as work:
            work.prescriptions.add(new)
            work.prescriptions.get(new.id)
            with pytest.raises(NotFoundError):
                work.prescriptions.get(old.id)
        with store.acting_as(account).begin() as work:
            mine = work.prescriptions.of_patient(old.patient_id).things
        with store.acting_as_system().begin() as work:
            work.prescriptions.get(new.id)
        with store.acting_as(account).reading_as(account).begin() as work:
            read = work.prescriptions.of_patient(old.patient_id).things
        with pytest.raises(PortError), store.reading_as(account).begin() as work:
            work.audit_log.append(sample_entry(1, patient_id=old.patient_id), salt=bytes(16))

    assert ((), (old,)) == (mine, read)


@pytest.mark.rule("RBAC-11")
def test_reading_anothers_data_belongs_where_it_is_put_on_record(database: str) -> None:
    """
    A store that only reads shows one's own, and says where to read what is another's.
    """
    added = sample_prescription(1, active=True)
    account, other = AccountId(added.patient_id), AccountId(sample_patient_id(2))
    with postgres_store(database, keys=SAMPLE_KEYS) as store:
        with store.begin() as work:
            for one in (account, other):
                work.actors.put(Actor(account_id=one, role=ActorRole.PATIENT))
            work.prescriptions.add(added)
        own = read_prescriptions(
            added.patient_id,
            actor_id=account,
            store=store.reading_as(account),
            clock=SteppingClock(NOW),
            entropy=SeededEntropy("own"),
        )
        with pytest.raises(PortError, match="read it by acting_as"):
            read_prescriptions(
                added.patient_id,
                actor_id=other,
                store=store.reading_as(other),
                clock=SteppingClock(NOW),
                entropy=SeededEntropy("other"),
            )

    assert (added,) == own.things


def test_without_a_replica_the_database_itself_is_read(database: str) -> None:
    """
    Nothing else changes where there is none.
    """
    added = sample_prescription(1, active=True)
    account = AccountId(added.patient_id)
    with postgres_store(database, keys=SAMPLE_KEYS) as store:
        with store.begin() as work:
            work.actors.put(Actor(account_id=account, role=ActorRole.PATIENT))
            work.prescriptions.add(added)
        with store.reading_as(account).begin() as work:
            read = work.prescriptions.of_patient(added.patient_id).things

    assert (added,) == read
