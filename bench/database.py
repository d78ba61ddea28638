"""
How fast the database sweeps, finds a patient's day, and takes and orders audit entries.

Run ``python bench/database.py sweep 1000000``, ``day 20000000``, ``audit 20000``, ``load 20000``
or ``summary 200000``; the figure to reach stands beside each. The server is the embedded one, as
it is installed (``fsync`` is on), in a folder that is removed afterwards; doses come in by COPY.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import Barrier, Process
from multiprocessing.synchronize import Barrier as BarrierOfProcesses
from pathlib import Path
from uuid import UUID

import attrs
import psycopg

from dastern_core.adherence import day_tallies
from dastern_core.kernel import EntryId, PatientId, Period
from dastern_core.testing.fakes import SteppingClock
from dastern_core.testing.samples import (
    sample_dose,
    sample_entry,
    sample_patient_id,
    sample_prescription,
)
from dastern_core.usecases.sequence_audit_log import sequence_audit_log
from dastern_core.usecases.sweep_missed import sweep_missed
from dastern_postgres import PostgresStore, migrate, postgres_store
from dastern_postgres.embedded import embedded_postgres
from dastern_postgres.testing import SAMPLE_KEYS

# The months around this instant have their partitions.
NOW = datetime.fromtimestamp(int(time.time()), tz=UTC)
DOSES_A_DAY = 4
WORKERS = 2
BATCH = 5000
LOOKS = 300
_DOSES = """
COPY doses (id, slot_key, prescription_id, medication_id, patient_id, due_at, local, quantity,
    quantity_unit, status, grace_minutes, was_offline, flags) FROM STDIN
"""


def name(kind: int, number: int) -> UUID:
    """
    Give an identifier, spread as random ones are.
    """
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835 + kind) % 2**128)


def patients_of(doses: int, *, days: int) -> int:
    """
    Tell how many patients have so many doses in so many days, `DOSES_A_DAY` each.
    """
    return max(1, doses // (days * DOSES_A_DAY))


def load(dsn: str, doses: int, *, days: int, status: str) -> float:
    """
    Fill in patients with a prescription and doses over the last days; give the seconds.
    """
    patients = patients_of(doses, days=days)
    start = time.perf_counter()
    with psycopg.connect(dsn) as connection:
        with connection.cursor() as cursor:
            with cursor.copy(
                "COPY prescriptions (id, version, patient_id, author_id, created_at) FROM STDIN"
            ) as copy:
                for one in range(patients):
                    copy.write_row((name(1, one), 1, name(2, one), name(2, one), NOW))
            with cursor.copy(
                "COPY prescription_versions (prescription_id, version, patient_id, author_id,"
                " status, start, zone, grace_minutes, created_at, is_urgent, unsealed)"
                " FROM STDIN"
            ) as copy:
                for one in range(patients):
                    person = name(2, one)
                    copy.write_row(
                        (
                            *(name(1, one), 1, person, person, "active", NOW.date()),
                            *("Asia/Phnom_Penh", 30, NOW, False, "{}"),
                        )
                    )
            with cursor.copy(_DOSES) as copy:
                for row in rows(doses, patients, days=days, status=status):
                    copy.write_row(row)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE) doses")
        connection.execute("ANALYZE prescriptions, prescription_versions")
    return time.perf_counter() - start


def rows(doses: int, patients: int, *, days: int, status: str) -> Iterator[tuple[object, ...]]:
    """
    Give the doses' rows, a patient's together as a plan stores them, over the days before now.
    """
    each = -(-doses // patients)
    step = timedelta(days=days) / each
    for number in range(doses):
        person, place = divmod(number, each)
        due = NOW - timedelta(hours=2) - place * step
        yield (
            *(name(3, number), f"{name(1, person)}/1/1/0/{place}", name(1, person)),
            *(name(4, person), name(2, person), due, due.replace(tzinfo=None)),
            *("1", "tablet", status, 30, False, []),
        )


def sweep(dsn: str, doses: int) -> None:
    """
    Sweep overdue doses by several workers, each marked, put on record and told.
    """
    seconds = load(dsn, doses, days=60, status="due")
    print(f"COPY: {doses / seconds:,.0f} doses a second, indexes included")

    def work(store: PostgresStore) -> int:
        swept = 0
        clock = SteppingClock(NOW)
        while found := sweep_missed(store=store, clock=clock, limit=BATCH):
            swept += found
        return swept

    with postgres_store(dsn, keys=SAMPLE_KEYS) as opened, ThreadPoolExecutor(WORKERS) as pool:
        system = opened.acting_as_system()
        start = time.perf_counter()
        swept = sum(pool.map(work, [system] * WORKERS))
        seconds = time.perf_counter() - start
    print(f"swept {swept:,} overdue doses in {seconds:.1f} s   reach: a million in 15 s")


def day(dsn: str, doses: int) -> None:
    """
    Load single days of single patients.
    """
    seconds = load(dsn, doses, days=360, status="missed")
    print(f"COPY: {doses / seconds:,.0f} doses a second, indexes included")
    patients = patients_of(doses, days=360)
    times = []
    with postgres_store(dsn, keys=SAMPLE_KEYS) as store:
        for number in range(LOOKS):
            end = NOW - timedelta(days=number % 300)
            period = Period(start=end - timedelta(days=1), end=end)
            start = time.perf_counter()
            with store.begin() as work:
                found = work.doses.of_patient(PatientId(name(2, number * 7 % patients)), period)
            times.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(times, n=100)
    print(
        f"a patient's day ({len(found)} doses) from {doses:,}: p50 {cuts[49]:.2f} ms,"
        f" p99 {cuts[98]:.2f} ms   reach: 5 ms"
    )


def audit(dsn: str, entries: int) -> None:
    """
    Write entries, one transaction each, while a sequencer gives them their places.

    The writers are processes, as those of a service are; the sequencer looks ten times a second.
    """
    ready = Barrier(WORKERS + 1)
    writers = [
        Process(target=write, args=(dsn, ready), kwargs={"first": first, "entries": entries})
        for first in range(WORKERS)
    ]
    with postgres_store(dsn, keys=SAMPLE_KEYS) as store:
        for one in writers:
            one.start()
        ready.wait()
        start = time.perf_counter()
        placed = 0
        while placed < entries:
            if any(one.exitcode for one in writers):
                sys.exit("a writer failed")
            time.sleep(0.1)
            placed += sequence_audit_log(store=store)
        seconds = time.perf_counter() - start
    print(f"{entries / seconds:,.0f} entries a second written and in order   reach: 800")


def write(dsn: str, ready: BarrierOfProcesses, *, first: int, entries: int) -> None:
    """
    Write a writer's part of the entries, when all are ready.
    """
    entry = sample_entry(1, patient_id=sample_patient_id(1))
    with postgres_store(dsn, keys=SAMPLE_KEYS) as store:
        ready.wait()
        for number in range(first, entries, WORKERS):
            with store.begin() as work:
                one = attrs.evolve(entry, id=EntryId(name(5, number)), at=NOW)
                work.audit_log.append(one, salt=number.to_bytes(16))


def load_doses(dsn: str, doses: int) -> None:
    """
    Store the same doses once by ``plan`` and once by ``load``, of 50 prescriptions each.
    """
    seconds = {}
    with postgres_store(dsn, keys=SAMPLE_KEYS) as store:
        for first, way in ((1, "plan"), (51, "load")):
            prescriptions = [sample_prescription(first + one, active=True) for one in range(50)]
            planned = [
                sample_dose(one, days=day)
                for one in prescriptions
                for day in range(max(1, doses // 50))
            ]
            with store.begin() as work:
                for one in prescriptions:
                    work.prescriptions.add(one)
            start = time.perf_counter()
            with store.begin() as work:
                getattr(work.doses, way)(planned)
            seconds[way] = time.perf_counter() - start
            print(f"{way}: {len(planned) / seconds[way]:,.0f} doses a second")
    print(f"load takes {seconds['load'] / seconds['plan']:.2f} of the time of plan")


def summary(dsn: str, doses: int) -> None:
    """
    Read 90 days of a patient from the counts and from the doses; sweep with counts and without.
    """
    load(dsn, doses, days=360, status="missed")
    patients = patients_of(doses, days=360)
    end = NOW.date()
    first = end - timedelta(days=89)
    period = Period(
        start=datetime.combine(first, datetime.min.time(), UTC),
        end=datetime.combine(end + timedelta(days=1), datetime.min.time(), UTC),
    )
    times: dict[str, list[float]] = {"counts": [], "doses": []}
    with postgres_store(dsn, keys=SAMPLE_KEYS) as store:
        for number in range(LOOKS):
            patient = PatientId(name(2, number * 7 % patients))
            start = time.perf_counter()
            with store.begin() as work:
                counted = work.doses.tallies(patient, first=first, last=end)
            between = time.perf_counter()
            with store.begin() as work:
                recounted = day_tallies(work.doses.of_patient(patient, period))
            times["counts"].append(between - start)
            times["doses"].append(time.perf_counter() - between)
            if counted != recounted:
                sys.exit("the counts are not those of the doses")
    counts, whole = (statistics.median(times[way]) * 1000 for way in ("counts", "doses"))
    print(
        f"90 days: {counts:.2f} ms from counts, {whole:.2f} ms from doses:"
        f" 1 to {whole / counts:.1f}"
    )
    seconds: dict[str, list[float]] = {"ENABLE": [], "DISABLE": []}
    with postgres_store(dsn, keys=SAMPLE_KEYS) as store, psycopg.connect(dsn) as owner:
        owner.autocommit = True
        owner.execute("UPDATE doses SET status = 'due'")
        system = store.acting_as_system()
        for step in range(max(2, min(20, doses // BATCH))):
            way = ("ENABLE", "DISABLE")[step % 2]
            owner.execute(f"ALTER TABLE doses {way} TRIGGER counted_update")
            start = time.perf_counter()
            sweep_missed(store=system, clock=SteppingClock(NOW), limit=BATCH)
            seconds[way].append(time.perf_counter() - start)
    counting, plain = (statistics.median(seconds[way]) for way in ("ENABLE", "DISABLE"))
    print(f"a sweep of {BATCH} takes {counting / plain:.2f} of the time it took without counting")


def main(kind: str, size: int) -> None:
    """
    Print one figure, on a server of its own.
    """
    with tempfile.TemporaryDirectory(prefix="dastern-bench-") as folder:
        Path(folder).chmod(0o711)
        with embedded_postgres(Path(folder)) as dsn:
            migrate(dsn)
            {"sweep": sweep, "day": day, "audit": audit, "load": load_doses, "summary": summary}[
                kind
            ](dsn, size)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
