# ruff: noqa: S608 - statements over our own tables and invented identifiers
"""
Leaks: each way around row security is found by name, and none is open.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import attrs
import psycopg
import pytest
from sqlalchemy import Connection, text

from dastern_core.audit import AuditAction
from dastern_core.kernel import (
    AccountId,
    ActorRole,
    HospitalId,
    NotFoundError,
    PortError,
    PrescriptionId,
)
from dastern_core.permissions import Actor
from dastern_core.testing.samples import (
    sample_dose,
    sample_entry,
    sample_patient_id,
    sample_prescription,
)
from dastern_postgres import PostgresStore
from dastern_postgres.engine import connect
from dastern_postgres.leaks import find_leaks, version_fault
from dastern_postgres.migration import migrate
from dastern_postgres.testing import SAMPLE_KEYS
from dastern_postgres.unit_of_work import postgres_store

ONE, TWO = (AccountId(sample_patient_id(number)) for number in (1, 2))
_ASK = """
    INSERT INTO connections (id, kind, patient_id, member_id, initiator_id, status, requested_at)
    VALUES ({fields})
"""
_EMERGENCY = """
    INSERT INTO emergency_sessions (id, patient_id, doctor_id, sealed, factor, granted_at,
        expires_at, status)
    VALUES ({fields}, convert_to(repeat('x', 105), 'UTF8'), 'OTP', {start},
        {start} + interval '{minutes} minutes', 'ACTIVE')
"""
_ACTORS = "INSERT INTO actors VALUES (:account, 'PATIENT', true, false, NULL)"


@pytest.fixture
def owner(database: str) -> Iterator[Connection]:
    """
    Give a connection of the owner, in a transaction that is undone.
    """
    engine = connect(database)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def peopled(store: PostgresStore, database: str) -> PostgresStore:
    """
    Give a store with a prescription, a dose and an entry of two patients.
    """
    with store.begin() as work:
        for number in (1, 2):
            prescription = sample_prescription(number, active=True)
            work.prescriptions.add(prescription)
            work.doses.plan([sample_dose(prescription, days=0)])
            entry = sample_entry(number, patient_id=prescription.patient_id)
            work.audit_log.append(entry, salt=bytes(16))
    with psycopg.connect(database) as connection:
        for account in (ONE, TWO):
            connection.execute(_ACTORS.replace(":account", "%s"), (account,))
    return store


def test_a_migrated_database_has_no_leak(owner: Connection) -> None:
    """
    Every table of the catalogue is secured or known to hold nothing about anybody.
    """
    assert () == find_leaks(owner)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE TABLE forgotten (patient_id uuid)", "forgotten"),
        ("ALTER TABLE doses NO FORCE ROW LEVEL SECURITY", "doses"),
        ("ALTER TABLE doses DISABLE ROW LEVEL SECURITY", "doses"),
        ("ALTER ROLE dastern_app BYPASSRLS", "dastern_app"),
        ("ALTER ROLE dastern_worker SUPERUSER", "dastern_worker"),
        ("ALTER TABLE doses OWNER TO dastern_app", "doses"),
        ("CREATE VIEW all_doses AS SELECT * FROM doses", "all_doses"),
        ("CREATE MATERIALIZED VIEW kept AS SELECT * FROM doses", "kept"),
        (
            "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            "peek",
        ),
        ("ALTER TABLE nudges ADD CONSTRAINT told FOREIGN KEY (id) REFERENCES nudges", "told"),
        ("CREATE UNIQUE INDEX guessed ON doctor_notes (written_at)", "guessed"),
        ("GRANT SELECT (password_hash) ON accounts TO dastern_worker", "accounts"),
        ("ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY", "sessions"),
        ("GRANT SELECT ON doses TO dastern_identity", "doses"),
        ("ALTER ROLE dastern_identity BYPASSRLS", "dastern_identity"),
        ("GRANT dastern_worker TO dastern_app", "dastern_app"),
        ("CREATE ROLE boss SUPERUSER; GRANT boss TO dastern_app", "dastern_app"),
        ("GRANT pg_read_server_files TO dastern_app", "dastern_app"),
        ("ALTER ROLE dastern_readonly CREATEROLE", "dastern_readonly"),
        ("GRANT TRUNCATE ON doses TO dastern_app", "doses"),
        ("GRANT TRIGGER ON doses TO PUBLIC", "doses"),
        ("CREATE POLICY wide ON doses USING (true)", "doses"),
        ('DROP POLICY "closed-account_always" ON doses', "doses"),
        ('ALTER POLICY "closed-account_always" ON doses USING (true)', "policies"),
        (
            "CREATE OR REPLACE FUNCTION acting_role() RETURNS text STABLE RETURN 'ADMIN'",
            "policies",
        ),
        ("COMMENT ON FUNCTION acting_account() IS 'another release'", "policies"),
        ("CREATE SCHEMA other; CREATE TABLE other.kept (patient_id uuid)", "other.kept"),
        ("CREATE SCHEMA other; CREATE VIEW other.seen AS TABLE doses", "other.seen"),
        ("CREATE TABLE jobs.kept (patient_id uuid)", "jobs.kept"),
        (
            "CREATE FUNCTION jobs.peek() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            "peek",
        ),
        ("GRANT EXECUTE ON FUNCTION queue_entries() TO PUBLIC", "queue_entries"),
        ("GRANT EXECUTE ON FUNCTION newest_encounter(uuid) TO PUBLIC", "newest_encounter"),
        ("ALTER FUNCTION newest_encounter(uuid) OWNER TO CURRENT_USER", "newest_encounter"),
        ("GRANT EXECUTE ON FUNCTION whose_thing(text, uuid) TO PUBLIC", "whose_thing"),
        ("ALTER ROLE dastern_lookup BYPASSRLS", "dastern_lookup"),
        ("ALTER FUNCTION newest_encounter(uuid) SET search_path = public", "policies"),
        ("GRANT INSERT, DELETE ON audit_queue TO dastern_app", "audit_queue"),
        ("GRANT UPDATE, DELETE ON audit_leaves TO dastern_app", "audit_leaves"),
        ("GRANT UPDATE (status) ON doses TO PUBLIC", "doses"),
        ("GRANT CREATE ON SCHEMA public TO dastern_app", "public"),
        ("GRANT UPDATE ON SEQUENCE audit_arrival TO dastern_app", "audit_arrival"),
        ("GRANT SELECT ON jobs.procrastinate_jobs TO dastern_app", "jobs.procrastinate_jobs"),
        ("GRANT SELECT ON audit_entries_rest TO dastern_app", "audit_entries_rest"),
        ("ALTER TABLE audit_entries_rest DISABLE ROW LEVEL SECURITY", "audit_entries_rest"),
        ("ALTER TABLE audit_leaves DISABLE TRIGGER ALL", "audit_leaves"),
        ("ALTER TABLE audit_entries_rest DISABLE TRIGGER append_only", "audit_entries_rest"),
        ("DROP TRIGGER append_only ON audit_leaves", "audit_leaves"),
        (
            "CREATE TRIGGER copied AFTER INSERT ON doses EXECUTE FUNCTION refuse_change()",
            "doses",
        ),
        ("CREATE RULE dropped AS ON INSERT TO nudges DO INSTEAD NOTHING", "nudges"),
        ("ALTER ROLE dastern_app LOGIN", "dastern_app"),
        ("ALTER TABLE doctor_notes ADD CONSTRAINT same EXCLUDE (written_at WITH =)", "same"),
    ],
)
def test_each_leak_is_named(owner: Connection, statement: str, named: str) -> None:
    """
    A table, role, owner, view or key that passes by the policies, or one that is not ours.
    """
    owner.exec_driver_sql(statement)
    found = find_leaks(owner)

    assert named in {fault.field for fault in found}
    assert all(fault.remedy for fault in found)


def test_migrate_makes_changed_policies_anew(database: str) -> None:
    """
    Also where the mark of the release is still there.
    """
    engine = connect(database)
    with engine.begin() as connection:
        connection.exec_driver_sql('ALTER POLICY "closed-account_always" ON doses USING (true)')
        before = find_leaks(connection)
    migrate(database)
    with engine.connect() as connection:
        after = find_leaks(connection)
    engine.dispose()

    assert (1, ()) == (len(before), after)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        (140_020, False),
        (150_013, False),
        (150_014, True),
        (160_009, False),
        (160_010, True),
        (170_005, False),
        (170_006, True),
        (180_000, True),
        (190_002, True),
    ],
)
def test_old_servers_are_told(version: int, *, safe: bool) -> None:
    """
    Below the versions that mend CVE-2025-8713 statistics tell what policies hide.
    """
    assert safe is (version_fault(version) is None)


@pytest.mark.rule("RBAC-04")
@pytest.mark.rule("B001")
def test_a_person_sees_and_changes_their_own(peopled: PostgresStore) -> None:
    """
    The same use of the same store: own rows are there, others' are not.
    """
    mine, others = sample_prescription(1, active=True), sample_prescription(2, active=True)
    acting = peopled.acting_as(ONE)
    with acting.begin() as work:
        assert mine == work.prescriptions.get(mine.id)
        assert () == work.prescriptions.of_patient(others.patient_id).things
        assert () == work.audit_log.about(others.patient_id, limit=9)
        with pytest.raises(NotFoundError):
            work.prescriptions.get(others.id)
    with pytest.raises(PortError), peopled.reading_as(ONE).begin() as work:
        work.audit_log.append(sample_entry(3, patient_id=sample_patient_id(1)), salt=bytes(16))
    with peopled.acting_as_system().begin() as work:
        assert others == work.prescriptions.get(others.id)


def test_a_person_adds_what_they_plan(peopled: PostgresStore) -> None:
    """
    A whole step works under row security: prescription, doses and entry together.
    """
    now = _now(peopled)
    added = attrs.evolve(sample_prescription(5, active=True), created_at=now)
    account = AccountId(added.patient_id)
    with peopled.begin() as work:
        work.audit_log.size()
    _make_actor(peopled, account)
    with peopled.acting_as(account).begin() as work:
        work.prescriptions.add(added)
        planned = work.doses.plan([sample_dose(added, days=0)])
        entry = attrs.evolve(sample_entry(5, patient_id=added.patient_id), at=now)
        work.audit_log.append(entry, salt=bytes(16))

    assert 1 == planned


@pytest.mark.rule("RBAC-11")
@pytest.mark.rule("EPU-03")
def test_everybody_is_put_on_record(peopled: PostgresStore) -> None:
    """
    An operator's and a closed account's attempts are written, though they may not read them.
    """
    operator = Actor(
        account_id=AccountId(UUID(int=7)),
        role=ActorRole.OPERATOR,
        hospital_id=HospitalId(UUID(int=8)),
    )
    closed = Actor(account_id=AccountId(UUID(int=9)), role=ActorRole.PATIENT, is_active=False)
    with peopled.begin() as work:
        before = work.audit_log.size()
        for actor in (operator, closed):
            work.actors.put(actor)
    for number, actor in enumerate((operator, closed), start=50):
        entry = attrs.evolve(
            sample_entry(number, patient_id=sample_patient_id(1)),
            at=_now(peopled),
            actor_id=actor.account_id,
            actor_role=actor.role,
            action=AuditAction.DATA_ACCESS,
        )
        with peopled.acting_as(actor.account_id or ONE).begin() as work:
            work.audit_log.append(entry, salt=bytes(16))
            size = work.audit_log.size()
            seen = work.audit_log.about(sample_patient_id(1), limit=9)

        assert (before + number - 49, ()) == (size, seen)


def _now(store: PostgresStore) -> datetime:
    with store._engine.begin() as connection:  # noqa: SLF001 - as the owner
        now = connection.scalar(text("SELECT now()"))
    assert isinstance(now, datetime)
    return now


def _make_actor(store: PostgresStore, account: AccountId) -> None:
    with store._engine.begin() as connection:  # noqa: SLF001 - as the owner
        connection.execute(text(_ACTORS), {"account": account})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE doses SET patient_id = '{two}'",
        "UPDATE prescriptions SET patient_id = '{two}'",
        "DELETE FROM audit_entries",
        "UPDATE audit_entries SET resource_id = 'x'",
        "SET LOCAL ROLE dastern_worker",
        "INSERT INTO grants VALUES ('{two}', '{one}', 'ALLOWED', true)",
        _ASK.format(fields="'{one}', 'FAMILY', '{two}', '{one}', '{one}', 'ACCEPTED', now()"),
        _ASK.format(fields="'{one}', 'FAMILY', '{two}', '{one}', '{two}', 'PENDING', now()"),
        _EMERGENCY.format(fields="'{one}', '{two}', '{one}'", start="now()", minutes=30),
    ],
)
def test_nobody_forges_a_right(peopled: PostgresStore, database: str, statement: str) -> None:
    """
    Rows do not change hands, grants are the patient's, requests are not born accepted.
    """
    del peopled
    with psycopg.connect(database) as connection:
        connection.execute("CREATE ROLE login LOGIN IN ROLE dastern_app")
        try:
            connection.execute("SELECT set_config('app.user', %s, true)", (str(ONE),))
            connection.execute("SET LOCAL SESSION AUTHORIZATION login")
            connection.execute("SET LOCAL ROLE dastern_app")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.format(one=ONE, two=TWO))
        finally:
            connection.rollback()


def test_the_one_who_asks_cannot_accept(peopled: PostgresStore, database: str) -> None:
    """
    Not even by writing that the other one asked (CON-04, B006); an end stays an end.
    """
    del peopled
    with psycopg.connect(database) as connection:
        _act(connection, ONE)
        connection.execute(
            _ASK.format(fields=f"'{ONE}', 'FAMILY', '{TWO}', '{ONE}', '{ONE}', 'PENDING', now()")
        )
        for forged in (
            "status = 'ACCEPTED'",
            f"status = 'ACCEPTED', initiator_id = '{TWO}'",
            f"initiator_id = '{TWO}'",
        ):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege),
                connection.transaction(),
            ):
                connection.execute(f"UPDATE connections SET {forged}")
        connection.execute(
            "UPDATE connections SET status = 'REVOKED', end_reason = 'WITHDRAWN', ended_at = now()"
        )
        _act(connection, TWO)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE connections SET status = 'ACCEPTED'")
        connection.rollback()


def _act(connection: psycopg.Connection, account: AccountId) -> None:
    connection.execute("RESET ROLE")
    connection.execute("SELECT set_config('app.user', %s, true)", (str(account),))
    connection.execute("SET LOCAL ROLE dastern_app")


def test_a_foreign_key_tells_nothing(peopled: PostgresStore) -> None:
    """
    A dose that names another's prescription fails like one that names none.
    """
    mine = sample_dose(sample_prescription(1, active=True), days=3)
    theirs = sample_prescription(2, active=True).id
    messages = []
    for named in (theirs, UUID(int=1)):
        with (
            pytest.raises(PortError) as caught,
            peopled.acting_as(ONE).begin() as work,
        ):
            work.doses.plan([attrs.evolve(mine, prescription_id=PrescriptionId(named))])
        messages.append(str(caught.value))

    assert 1 == len(set(messages))
    assert "ForeignKeyViolation" in messages[0]


@pytest.mark.parametrize(
    "spoil", ["SELECT set_config('app.user', '{two}', false)", "SET ROLE dastern_worker"]
)
def test_nothing_survives_in_a_pooled_connection(peopled: PostgresStore, spoil: str) -> None:
    """
    A setting that somebody left in the session does not act for the next one.
    """
    with peopled._engine.connect() as connection:  # noqa: SLF001 - the same pool
        connection.execute(text(spoil.format(two=TWO)))
        connection.commit()
    with peopled.acting_as(ONE).begin() as work:
        found = work.prescriptions.of_patient(sample_patient_id(2)).things

    assert () == found


def test_a_temporary_table_takes_no_place(peopled: PostgresStore, database: str) -> None:
    """
    Who makes a table of their own called ``actors`` gets no role by it.
    """
    del peopled
    with psycopg.connect(database) as connection:
        _act(connection, ONE)
        connection.execute(
            "CREATE TEMP TABLE actors AS SELECT %s::uuid AS account_id,"
            " 'ADMIN' AS role, true AS is_active, true AS is_verified",
            (ONE,),
        )
        role = connection.execute("SELECT acting_role()").fetchone()
        connection.rollback()

    assert ("PATIENT",) == role


def test_an_owner_who_is_no_superuser_sees_nothing(peopled: PostgresStore, database: str) -> None:
    """
    Row security binds the tables' owner (FORCE), and a login without a role sees nothing.
    """
    del peopled
    with psycopg.connect(database) as connection:
        connection.execute("CREATE ROLE plain_owner")
        connection.execute("GRANT USAGE, CREATE ON SCHEMA public TO plain_owner")
        connection.execute("ALTER TABLE doses OWNER TO plain_owner")
        connection.execute("SET LOCAL ROLE plain_owner")
        seen = connection.execute("SELECT count(*) FROM doses").fetchone()
        connection.rollback()

    assert (0,) == seen


def test_without_a_user_nothing_is_seen(peopled: PostgresStore, database: str) -> None:
    """
    An empty setting, as a transaction leaves it, is nobody.
    """
    del peopled
    with psycopg.connect(database) as connection:
        connection.execute("SET LOCAL ROLE dastern_app")
        seen = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            for table in ("doses", "prescriptions", "audit_entries", "actors", "grants")
        ]
        connection.rollback()

    assert [(0,)] * 5 == seen


def test_a_session_lasts_no_longer_in_the_database(database: str) -> None:
    """
    No row says that an emergency lasts longer than 30 minutes (EPE-01).
    """
    with psycopg.connect(database) as connection:
        for minutes in (29, 31):
            with pytest.raises(psycopg.errors.CheckViolation), connection.transaction():
                connection.execute(
                    _EMERGENCY.format(
                        fields=f"'{ONE}', '{TWO}', '{ONE}'", start="now()", minutes=minutes
                    )
                )


def test_a_store_of_its_own_for_each(database: str) -> None:
    """
    Acting for one person leaves the store itself as it was.
    """
    with postgres_store(database, keys=SAMPLE_KEYS) as store:
        store.acting_as(ONE)
        with store.begin() as work:
            work.prescriptions.add(sample_prescription(9, active=False))
