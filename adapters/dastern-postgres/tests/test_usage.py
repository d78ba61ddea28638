"""
Stored usage: the contract, and that a limit holds where several add at once.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from dastern_core.kernel import AccountId, ActorRole
from dastern_core.permissions import Actor
from dastern_core.subscriptions import LimitReachedError, PlanTier
from dastern_core.testing.contracts import UsageContract
from dastern_core.testing.fakes import SeededEntropy, SteppingClock
from dastern_core.testing.samples import NOW, sample_lines, sample_prescription
from dastern_core.usecases.add_draft import add_draft
from dastern_postgres import PostgresStore

_AT_ONCE = 8


class TestPostgresUsage(UsageContract):
    """
    The contract of every count of usage.
    """


@pytest.mark.rule("SUB-05")
def test_of_many_drafts_at_once_the_free_plan_takes_one(store: PostgresStore) -> None:
    """
    A limit of one holds also where eight devices add at the same moment.
    """
    sample = sample_prescription(1, active=False)
    all_ready = Barrier(_AT_ONCE)
    patient = Actor(account_id=AccountId(sample.patient_id), role=ActorRole.PATIENT)
    with store.begin() as work:
        work.actors.put(patient)

    def add(number: int) -> str:
        all_ready.wait()
        try:
            add_draft(
                sample_lines(),
                patient_id=sample.patient_id,
                start=sample.start,
                zone=sample.zone,
                grace_minutes=30,
                diagnosis=None,
                tier=PlanTier.FREEMIUM,
                store=store,
                clock=SteppingClock(NOW),
                entropy=SeededEntropy(str(number)),
            )
        except LimitReachedError:
            return "refused"
        return "added"

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        told = sorted(pool.map(add, range(_AT_ONCE)))

    assert ["added"] + ["refused"] * (_AT_ONCE - 1) == told
