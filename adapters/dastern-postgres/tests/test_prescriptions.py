"""
Stored prescriptions: the contract, and what happens where several act at once.
"""

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier

import attrs
import psycopg
import pytest

from dastern_core.kernel import ConflictError
from dastern_core.prescriptions import Prescription, PrescriptionEvent, advance
from dastern_core.testing.contracts import PrescriptionsContract
from dastern_core.testing.samples import NOW, sample_prescription
from dastern_postgres import PostgresStore, postgres_store
from dastern_postgres.testing import SAMPLE_KEYS

_AT_ONCE = 8


class TestPostgresPrescriptions(PrescriptionsContract):
    """
    The contract of every store of prescriptions.
    """


@pytest.fixture
def first(store: PostgresStore) -> Prescription:
    """
    Give the stored first version of an active prescription.
    """
    prescription = sample_prescription(1, active=True)
    with store.begin() as work:
        work.prescriptions.add(prescription)
    return prescription


@pytest.mark.rule("RX-19")
def test_refuses_a_gap_between_versions(store: PostgresStore, first: Prescription) -> None:
    """
    The third version cannot follow the first.
    """
    with pytest.raises(ConflictError), store.begin() as work:
        work.prescriptions.add(attrs.evolve(first, version=3))


@pytest.mark.rule("RX-19")
def test_of_many_authors_one_writes_the_next_version(
    store: PostgresStore, first: Prescription
) -> None:
    """
    Threads that write the second version at once: one does, the others are told.
    """
    all_ready = Barrier(_AT_ONCE)

    def write(number: int) -> str:
        all_ready.wait()
        try:
            with store.begin() as work:
                work.prescriptions.add(attrs.evolve(first, version=2, diagnosis=str(number)))
        except ConflictError:
            return "refused"
        return "written"

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        outcomes = sorted(pool.map(write, range(_AT_ONCE)))

    assert ["refused"] * (_AT_ONCE - 1) + ["written"] == outcomes


def test_a_change_of_status_waits_for_a_new_version(
    store: PostgresStore, first: Prescription
) -> None:
    """
    Who stops a version while the next one is being written is told of the next one.
    """

    def stop() -> str:
        try:
            with store.begin() as work:
                stopped = advance(first, PrescriptionEvent.STOP, now=NOW)
                work.prescriptions.change_status(stopped, expected=first)
        except ConflictError:
            return "refused"
        return "stopped"

    with ThreadPoolExecutor(1) as pool:
        with store.begin() as work:
            work.prescriptions.add(attrs.evolve(first, version=2))
            answer = pool.submit(stop)
            early, _ = wait([answer], timeout=0.3)  # a defect would answer at once
        told = answer.result()

    assert ("refused", set()) == (told, early)


def test_gives_the_lines_in_printed_order(database: str, first: Prescription) -> None:
    """
    The order of the lines does not depend on how the database keeps and finds them.
    """
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE medications SET id = id WHERE row = 1")
        for way in ("enable_indexscan", "enable_bitmapscan"):
            connection.execute(
                "DO $$ BEGIN EXECUTE format("
                f"'ALTER DATABASE %I SET {way} = off', current_database()); END $$"
            )
    with postgres_store(database, keys=SAMPLE_KEYS) as store, store.begin() as work:
        loaded = work.prescriptions.get(first.id)

    assert first == loaded
