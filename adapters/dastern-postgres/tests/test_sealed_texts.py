"""
Sealed texts in a real database: nothing in the clear, nothing movable, erased by the key.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import cast

import attrs
import psycopg
import pytest
from sqlalchemy import select

from dastern_core.audit import MissingEntryError, leaf
from dastern_core.audit.checkpoint import SigningKey, verifying_key
from dastern_core.audit.verification import verify_export
from dastern_core.encounters import Encounter, critical_information
from dastern_core.encryption import (
    DataKey,
    EnvelopeError,
    KeyRing,
    Place,
    key_version,
    open_field,
)
from dastern_core.kernel import UNOPENED_TEXT, AccountId, ActorRole, PatientId, Period, Unopened
from dastern_core.permissions import Actor
from dastern_core.ports.sealed_values import KeepsSealedValues, SealedStore
from dastern_core.prescriptions import Prescription
from dastern_core.schedule import Dose, DoseStatus
from dastern_core.testing.contracts import ErasureContract
from dastern_core.testing.fakes import SeededEntropy, SteppingClock
from dastern_core.testing.fakes.key_store import InMemoryKeyStore
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
from dastern_core.usecases.export_audit_log import export_audit_log
from dastern_core.usecases.patient_keys import ring_of
from dastern_core.usecases.read_prescriptions import read_prescriptions
from dastern_core.usecases.rotate_data_key import (
    Resealed,
    reseal_values,
    rotate_data_key,
)
from dastern_postgres import PostgresStore
from dastern_postgres.audit_check import check_audit_log
from dastern_postgres.columns import metadata
from dastern_postgres.engine import UnreadableRowError, connect
from dastern_postgres.sealed_columns import (
    AUDIT_ENTRY,
    DOCTOR_NOTE,
    ENCOUNTER,
    MEDICATION,
    SEALED,
    SealedColumn,
)
from dastern_postgres.sealed_values import PlainSealed
from dastern_postgres.sealer import MissingKeyError
from dastern_postgres.testing import SAMPLE_KEYS, unseal

OWNER, OTHER = sample_patient_id(1), sample_patient_id(2)
WORDS = "Kampong Thom"
_SALT = bytes(range(16))
_YEAR = timedelta(days=366)
_KEY = SigningKey(name="clinic.example/audit", seed=bytes(range(32)))


class TestPostgresErasure(ErasureContract):
    """
    Erasure in PostgreSQL.
    """


def encounter(number: int) -> Encounter:
    """
    Give an encounter that tells the words in each of its texts.
    """
    return attrs.evolve(
        sample_encounter(number),
        reason=WORDS,
        notes=WORDS,
        allergies=(WORDS,),
        chronic_conditions=(WORDS, "asthma"),
        recent_surgery=WORDS,
    )


def order(number: int) -> Prescription:
    """
    Give a prescription that tells it.
    """
    sample = sample_prescription(number, active=True)
    line = attrs.evolve(sample.medications[0], name=WORDS, form=WORDS, instructions=WORDS)
    return attrs.evolve(
        sample,
        diagnosis=WORDS,
        change_reason=WORDS,
        status_note=WORDS,
        medications=(line, *sample.medications[1:]),
    )


def skipped(number: int) -> Dose:
    """
    Give a dose whose note tells them.
    """
    return attrs.evolve(
        sample_dose(sample_prescription(number, active=True), days=0),
        status=DoseStatus.SKIPPED,
        acted_at=NOW,
        recorded_at=NOW,
        skip_note=WORDS,
    )


@pytest.fixture
def written(store: PostgresStore) -> PostgresStore:
    """
    Give a store in which two patients' words are written wherever they may be.
    """
    with store.begin() as work:
        for number, patient in ((1, OWNER), (2, OTHER)):
            work.encounters.add(encounter(number))
            work.prescriptions.add(order(number))
            work.doctor_notes.put(
                attrs.evolve(sample_note(number), patient_id=patient, content=WORDS)
            )
            work.proposals.add(attrs.evolve(sample_proposal(number), reason=WORDS))
            work.batches.add(attrs.evolve(sample_batch(number), name=WORDS))
            work.documents.add(attrs.evolve(sample_document(number), name=WORDS))
            work.vitals.add_reading(attrs.evolve(sample_reading(number), source=WORDS))
            work.notices.add(attrs.evolve(sample_notice(number), reason=WORDS))
            request, session = sample_access_request(number), sample_emergency_session(number)
            work.access_requests.add(attrs.evolve(request, reason=WORDS))
            work.emergency_sessions.add(attrs.evolve(session, reason=WORDS))
            work.doses.plan([skipped(number)])
            entry = sample_entry(number, patient_id=patient)
            entry = attrs.evolve(entry, details={"reason": WORDS})
            work.audit_log.append(entry, salt=_SALT)
        work.audit_log.sequence(limit=1)
    return store


def read(store: PostgresStore, number: int) -> tuple[object, ...]:
    """
    Read everything that was written about somebody.
    """
    with store.begin() as work:
        return (
            work.encounters.get(encounter(number).id),
            work.prescriptions.get(order(number).id),
            work.doctor_notes.get(sample_note(number).id).content,
            work.audit_log.about(sample_patient_id(number), limit=9)[0].details,
            work.proposals.get(sample_proposal(number).id).reason,
            work.batches.get(sample_batch(number).id).name,
            work.documents.get(sample_document(number).id).name,
            work.vitals.reading(sample_reading(number).id).source,
            work.notices.get(sample_notice(number).id).reason,
            work.access_requests.get(sample_access_request(number).id).reason,
            work.emergency_sessions.get(sample_emergency_session(number).id).reason,
            work.doses.get(skipped(number).id).skip_note,
        )


def told(number: int) -> tuple[object, ...]:
    """
    Give what `read` reads of somebody whose keys are there.
    """
    return encounter(number), order(number), WORDS, (("reason", WORDS),), *(WORDS,) * 8


def telling(database: str) -> list[str]:
    """
    Name the tables in whose rows the words can be read, by the catalogue.
    """
    with psycopg.connect(database) as connection:
        tables = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace ORDER BY 1"
        ).fetchall()
        return [
            table
            for (table,) in tables
            if connection.execute(
                f"SELECT 1 FROM {table} AS found WHERE found::text LIKE %s",  # noqa: S608 - named by the catalogue
                [f"%{WORDS}%"],
            ).fetchone()
        ]


def break_envelopes(database: str, column: SealedColumn, chosen: object = None) -> None:
    """
    Put another patient's envelopes into the owner's rows, or into those of one first key.
    """
    with psycopg.connect(database) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(
            f"UPDATE {column.table} AS here SET {column.column} = there.{column.column}"  # noqa: S608 - ours
            f" FROM {column.table} AS there WHERE here.patient_id = %s AND there.patient_id = %s"
            f" AND here.{column.keys[0]} = coalesce(%s, here.{column.keys[0]})",
            [OWNER, OTHER, chosen],
        )


def envelopes(database: str) -> list[tuple[Place, bytes]]:
    """
    Give every envelope with its place.
    """
    found: list[tuple[Place, bytes]] = []
    engine = connect(database)
    with engine.connect() as connection:
        for one in SEALED:
            table = metadata.tables[one.table]
            rows = connection.execute(select(table)).mappings().all()
            found += [(one.place(row), row[one.column]) for row in rows if row[one.column]]
    engine.dispose()
    return found


def test_nothing_can_be_read_in_the_tables(written: PostgresStore, database: str) -> None:
    """
    No row of any table holds a word of what was written, and all of it is read back.
    """
    assert [] == telling(database)
    assert [told(1), told(2)] == [read(written, 1), read(written, 2)]


def test_no_envelope_opens_elsewhere(written: PostgresStore, database: str) -> None:
    """
    Each envelope opens at its own place alone: no other table, column, row or patient.
    """
    with written.begin() as work:
        rings = {one: ring_of(work, one, keys=SAMPLE_KEYS) for one in (OWNER, OTHER)}
    found = envelopes(database)
    refused = 0
    for (own, sealed), (other, _) in itertools.permutations(found, 2):
        ring = cast("KeyRing", rings[PatientId(own.tenant)])
        for place in (other, attrs.evolve(other, tenant=own.tenant)):
            with pytest.raises(EnvelopeError):
                open_field(sealed, place=place, keys=ring)
            refused += 1
        assert open_field(sealed, place=own, keys=ring)

    assert {(one.table, one.column) for one in SEALED} == {
        (place.table, place.column) for place, _ in found
    }
    assert 2 * len(found) * (len(found) - 1) == refused


@pytest.mark.parametrize(
    "one",
    [one for one in SEALED if one is not AUDIT_ENTRY],  # one entry stops nothing
    ids=lambda one: f"{one.table}.{one.column}",
)
def test_a_moved_envelope_is_refused_by_its_repository(
    written: PostgresStore, database: str, one: object
) -> None:
    """
    Whoever copies another patient's envelope into a row makes it unreadable, and no more.
    """
    column = next(known for known in SEALED if known is one)
    break_envelopes(database, column)
    with pytest.raises(UnreadableRowError, match="EnvelopeError"):
        read(written, 1)

    assert told(2) == read(written, 2)


def lists(store: PostgresStore) -> dict[str, tuple[object, ...]]:
    """
    Read every list of the owner's that tells a sealed text, by table.
    """
    doctor, period = sample_note(1).author_id, Period(start=NOW - _YEAR, end=NOW + _YEAR)
    request, session = sample_access_request(1), sample_emergency_session(1)
    with store.begin() as work:
        orders = work.prescriptions.of_patient(OWNER)
        return {
            "encounters": work.encounters.of_patient(OWNER),
            "prescription_versions": (*orders.things, *orders.unopened),
            "doctor_notes": work.doctor_notes.written_by(doctor, OWNER),
            "proposals": work.proposals.pending(OWNER),
            "batches": work.batches.of_patient(OWNER),
            "documents": work.documents.of_patient(OWNER),
            "vital_readings": work.vitals.readings(OWNER, sign=None, since=None, limit=9),
            "notices": work.notices.to(AccountId(OWNER), limit=9),
            "access_requests": work.access_requests.between(OWNER, request.requester_id),
            "emergency_sessions": work.emergency_sessions.between(OWNER, session.doctor_id),
            "doses": work.doses.of_patient(OWNER, period),
            "audit_entries": work.audit_log.about(OWNER, limit=9),
        }


@pytest.mark.parametrize("one", SEALED, ids=lambda one: f"{one.table}.{one.column}")
def test_a_list_tells_what_does_not_open(
    written: PostgresStore, database: str, one: object
) -> None:
    """
    A list is as long as before, says the word where a text does not open, and no other changed.
    """
    column = next(known for known in SEALED if known is one)
    before = lists(written)
    break_envelopes(database, column)
    after = lists(written)
    table = "prescription_versions" if column.table == "medications" else column.table
    others = before.keys() - {table}

    assert {name: before[name] for name in others} == {name: after[name] for name in others}
    assert 1 == len(before[table]) == len(after[table])
    said = str(attrs.asdict(cast("attrs.AttrsInstance", after[table][0])))
    assert UNOPENED_TEXT in said or isinstance(after[table][0], Unopened)


@pytest.mark.rule("EPN-09")
def test_what_is_critical_says_that_something_does_not_open(
    written: PostgresStore, database: str
) -> None:
    """
    A doctor in an emergency sees the word among the allergies, once, and never that there are none.
    """
    other = attrs.evolve(encounter(3), patient_id=OWNER, allergies=("penicillin",))
    with written.begin() as work:
        work.encounters.add(other)
    break_envelopes(database, ENCOUNTER, encounter(1).id)
    with written.begin() as work:
        critical = critical_information(work.encounters.versions_of_patient(OWNER))
    told = [
        {one.text for one in found or ()}
        for found in (critical.allergies, critical.chronic_conditions, critical.surgeries)
    ]

    assert [{UNOPENED_TEXT, "penicillin"}, {UNOPENED_TEXT, WORDS, "asthma"}] == told[:2]
    assert {UNOPENED_TEXT, WORDS} == told[2]


@pytest.mark.parametrize("content", [None, b"x", b"\x01" * 199], ids=["none", "short", "strange"])
@pytest.mark.parametrize("one", SEALED, ids=lambda one: f"{one.table}.{one.column}")
def test_what_plain_sql_writes_for_an_envelope_hides_no_other(
    written: PostgresStore, database: str, one: object, content: bytes | None
) -> None:
    """
    A row without its envelope, or with anything else in it, leaves every list as long as it was.
    """
    column = next(known for known in SEALED if known is one)
    if content is None and column is DOCTOR_NOTE:
        pytest.skip("a note without its words is one that was retired")
    before = {name: len(found) for name, found in lists(written).items()}
    refused = suppress(psycopg.errors.CheckViolation)  # some tables take none, or no short one
    with refused, psycopg.connect(database) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(
            f"UPDATE {column.table} SET {column.column} = %s WHERE patient_id = %s",  # noqa: S608 - ours
            [content, OWNER],
        )
    after = {name: len(found) for name, found in lists(written).items()}

    assert before == after


def test_an_order_that_does_not_open_hides_no_other(written: PostgresStore, database: str) -> None:
    """
    A patient reads their other orders, and is told which one, since when and what to do.
    """
    other = attrs.evolve(sample_prescription(3, active=True), patient_id=OWNER)
    with written.begin() as work:
        work.actors.put(Actor(account_id=AccountId(OWNER), role=ActorRole.PATIENT))
        work.prescriptions.add(other)
    break_envelopes(database, MEDICATION, order(1).id)
    listed = read_prescriptions(
        OWNER,
        actor_id=AccountId(OWNER),
        store=written.acting_as(AccountId(OWNER)),
        clock=SteppingClock(NOW),
        entropy=SeededEntropy("list"),
    )
    with written.begin() as work:
        history = work.prescriptions.history(order(1).id)
        with pytest.raises(UnreadableRowError, match="EnvelopeError"):
            work.prescriptions.get(order(1).id)
    (broken,) = listed.unopened

    assert ((other,), ((), (broken,))) == (listed.things, (history.things, history.unopened))
    assert f"prescription {order(1).id}, version 1, of {NOW:%Y-%m-%d} does not open" in str(broken)


def test_an_order_in_an_unknown_zone_hides_no_other(written: PostgresStore, database: str) -> None:
    """
    What plain SQL wrote into a column in the clear makes that order unreadable, and no more.
    """
    with psycopg.connect(database) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("UPDATE prescription_versions SET zone = 'Nowhere/Town'")
    with written.begin() as work:
        listed = work.prescriptions.of_patient(OWNER)

    assert ((), [order(1).id]) == (listed.things, [one.id for one in listed.unopened])


def test_one_patients_broken_key_hides_nothing_of_another(
    written: PostgresStore, database: str
) -> None:
    """
    A key that was changed by SQL is one patient's fault, also in a list about two of them.
    """
    with written.begin() as work:
        work.notices.add(attrs.evolve(sample_notice(3), recipient_id=AccountId(OWNER)))
    with psycopg.connect(database) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(
            "UPDATE data_keys SET wrapped = set_byte(wrapped, 9, 255 - get_byte(wrapped, 9))"
            " WHERE patient_id = %s",
            [OWNER],
        )
    with written.begin() as work:
        told = work.notices.to(AccountId(OWNER), limit=9)

    assert {UNOPENED_TEXT, sample_notice(3).reason} == {one.reason for one in told}


class _Interrupted:
    """
    A store whose job is cut short before its transaction commits, every second time.

    Args:
        store: The store.
    """

    def __init__(self, store: PostgresStore) -> None:
        self._store, self._begun = store, 0

    @contextmanager
    def begin(self) -> Iterator[KeepsSealedValues]:
        """
        Begin a transaction that may be cut short.
        """
        with self._store.begin() as work:
            yield work
            self._begun += 1
            if self._begun % 2:
                raise KeyboardInterrupt


def test_a_rotation_seals_all_of_it_anew(written: PostgresStore, database: str) -> None:
    """
    As the system's own job, cut short and gone on with; everything is readable at each step.
    """
    system, entropy = written.acting_as_system(), SeededEntropy("rotate")
    rotate_data_key(OWNER, store=system, keys=SAMPLE_KEYS, entropy=entropy)
    cut = cast("SealedStore", _Interrupted(system))
    done: list[int] = []
    while not done or done[-1]:
        try:
            step = reseal_values(limit=2, store=cut, keys=SAMPLE_KEYS, entropy=entropy)
            done.append(step.sealed + step.refused)
        except KeyboardInterrupt:
            done.append(-1)
        assert told(1) == read(written, 1)
    engine = connect(database)
    with engine.connect() as connection:
        checked = check_audit_log(connection, keys=SAMPLE_KEYS)
    engine.dispose()
    versions = {(place.tenant, key_version(sealed)) for place, sealed in envelopes(database)}

    assert {(OWNER, 2), (OTHER, 1)} == versions
    assert (1, 1, 0) == (checked.size, checked.entries, checked.sealed)


@pytest.mark.rule("EPD-08")
def test_a_broken_envelope_and_an_erasure_stop_no_rotation(
    written: PostgresStore, database: str
) -> None:
    """
    What nothing opens stays as it is, counted, and everything else is sealed anew.
    """
    system, entropy = written.acting_as_system(), SeededEntropy("rotate")
    with written.begin() as work:
        work.data_keys.erase(OTHER)
    with written.begin() as work:
        work.doctor_notes.put(attrs.evolve(sample_note(3), patient_id=OTHER))
    with psycopg.connect(database) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE doctor_notes SET sealed = set_byte(sealed, length(sealed) - 1,"
            " 255 - get_byte(sealed, length(sealed) - 1)) WHERE id = %s",
            [sample_note(1).id],
        )
    rotate_data_key(OWNER, store=system, keys=SAMPLE_KEYS, entropy=entropy)
    steps: list[Resealed] = []
    while not steps or steps[-1] != Resealed(sealed=0):
        skip = sum(one.refused for one in steps)
        steps.append(
            reseal_values(limit=2, skip=skip, store=system, keys=SAMPLE_KEYS, entropy=entropy)
        )
    versions = [
        key_version(sealed) for place, sealed in envelopes(database) if place.tenant == OWNER
    ]

    assert 1 == sum(one.refused for one in steps)
    assert (1, len(versions) - 1) == (versions.count(1), versions.count(2))


def test_what_was_stored_in_the_clear_is_sealed(written: PostgresStore, database: str) -> None:
    """
    It is read before, and sealed some rows at a time until no table tells anything.
    """
    unseal(database)
    before = (telling(database), read(written, 1))
    steps: list[int] = []
    while not steps or steps[-1]:
        with written.acting_as_system().begin() as work:
            steps.append(work.sealed_values.seal_plain(limit=3).sealed)
    engine = connect(database)
    with engine.connect() as connection:
        checked = check_audit_log(connection, keys=SAMPLE_KEYS)
    engine.dispose()

    assert "encounters" in before[0]
    assert told(1) == before[1] == read(written, 1)
    assert ([], told(2)) == (telling(database), read(written, 2))
    assert {3} == set(steps[:-2])
    assert 1 == checked.entries


def test_a_row_that_cannot_be_sealed_stops_no_other(written: PostgresStore, database: str) -> None:
    """
    The rows of a patient whose key another store wrapped are named, and the others sealed.
    """
    unseal(database)
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM data_keys WHERE patient_id = %s", [OWNER])
    foreign = InMemoryKeyStore("foreign")
    with written.begin() as work:
        work.data_keys.add(foreign.wrap(DataKey(version=1, material=bytes(32)), owner=OWNER))
    steps, refused = [PlainSealed(sealed=1)], PlainSealed(sealed=0).refused
    while steps[-1] != PlainSealed(sealed=0):
        with written.acting_as_system().begin() as work:
            done = work.sealed_values.seal_plain(limit=3, without=refused)
        steps.append(done)
        refused |= done.refused

    assert {OTHER} == {place.tenant for place, _ in envelopes(database)}
    assert told(2) == read(written, 2)
    assert sample_note(1).id in refused
    assert sample_note(2).id not in refused


@pytest.mark.rule("EPD-08")
@pytest.mark.parametrize("keyless", [False, True])
def test_what_waits_is_erased_too(written: PostgresStore, database: str, *, keyless: bool) -> None:
    """
    Nothing of it can be read after an erasure, also where no key was made yet; proofs stay.
    """
    unseal(database)
    if keyless:
        with psycopg.connect(database) as connection:
            connection.execute("DELETE FROM data_keys WHERE patient_id = %s", [OWNER])
    with written.begin() as work:
        work.data_keys.erase(OWNER)
    after = read(written, 1)
    with written.acting_as_system().begin() as work:
        left = work.sealed_values.seal_plain(limit=99)
    engine = connect(database)
    with engine.connect() as connection_:
        checked = check_audit_log(connection_, keys=SAMPLE_KEYS)
    engine.dispose()

    assert after == read(written, 1)
    assert WORDS not in str(after)
    assert told(2) == read(written, 2)
    assert ([], frozenset()) == (telling(database), left.refused)
    assert (1, 1) == (checked.entries, checked.sealed)


def test_an_erased_log_verifies(written: PostgresStore, database: str) -> None:
    """
    The export lists an erased entry by its leaf, the check counts it, and both stay whole.
    """
    with written.begin() as work:
        work.data_keys.erase(OWNER)
    lines = export_audit_log(key=_KEY, store=written)
    verdict = verify_export(lines, public_key=verifying_key(_KEY))
    engine = connect(database)
    with engine.connect() as connection:
        checked = check_audit_log(connection, keys=SAMPLE_KEYS)
        closed = check_audit_log(connection, keys=None)
    engine.dispose()

    assert (2, (0,), ()) == (verdict.entries, verdict.erased, verdict.problems)
    assert (2, 2, 1) == (checked.size, checked.entries, checked.sealed)
    assert attrs.evolve(checked, sealed=2) == closed


def test_a_missing_entry_is_no_erased_one(written: PostgresStore, database: str) -> None:
    """
    An export of a log from which an entry was taken is refused, naming its place.
    """
    with psycopg.connect(database) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("DELETE FROM audit_entries WHERE patient_id = %s", [OWNER])

    with pytest.raises(MissingEntryError, match="at 0 is missing"):
        export_audit_log(key=_KEY, store=written)


def test_a_missing_key_is_no_erased_one(written: PostgresStore, database: str) -> None:
    """
    A key that somebody deleted by SQL, and did not erase, is told as a fault wherever it counts.

    The log goes on, for it is everybody's; the check of it tells how many do not open.
    """
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM data_keys WHERE patient_id = %s", [OWNER])
    with pytest.raises(MissingKeyError):
        read(written, 1)
    lines = export_audit_log(key=_KEY, store=written)
    verdict = verify_export(lines, public_key=verifying_key(_KEY))
    engine = connect(database)
    with engine.connect() as connection:
        checked = check_audit_log(connection, keys=SAMPLE_KEYS)
    engine.dispose()

    assert told(2) == read(written, 2)
    assert ((0,), 1) == (verdict.erased, checked.unreadable)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE encounters SET retired_at = now()",
        "UPDATE audit_entries SET action = 'DATA_ACCESS'",
        "DELETE FROM audit_entries",
        "INSERT INTO erased_keys (patient_id, version) VALUES (gen_random_uuid(), 1)",
        "SELECT status FROM doses",
        "SELECT author_id FROM doctor_notes",
        "DELETE FROM data_keys",
    ],
)
def test_the_sealer_reaches_envelopes_alone(
    written: PostgresStore, database: str, statement: str
) -> None:
    """
    Whom rows that never change let pass has no right to change anything else in them.
    """
    del written
    with psycopg.connect(database) as connection:
        connection.execute("SET LOCAL ROLE dastern_sealer")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_a_sealed_entry_keeps_its_leaf(written: PostgresStore, database: str) -> None:
    """
    An entry whose leaf was rewritten with its envelope is told by the tree.
    """
    del written
    with psycopg.connect(database) as connection:
        stored = connection.execute(
            "SELECT e.leaf FROM audit_entries e JOIN audit_leaves l ON l.entry_id = e.id"
        ).fetchall()
    entry = attrs.evolve(sample_entry(1, patient_id=OWNER), details={"reason": WORDS})

    assert [(leaf(entry, _SALT),)] == stored
