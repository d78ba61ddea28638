"""
Migrations: forward, back, again, and at the same time.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text

from dastern_core.kernel import InvalidInputError, PortError
from dastern_core.payments import PaymentStatus
from dastern_core.testing.samples import sample_order, sample_prescription
from dastern_postgres import (
    DatabaseError,
    NotMigratedError,
    downgrade,
    downgrade_payments,
    identity_store,
    migrate,
    migrate_payments,
    payment_store,
    postgres_store,
)
from dastern_postgres.columns import metadata, payment_metadata
from dastern_postgres.engine import connect
from dastern_postgres.leaks import find_leaks
from dastern_postgres.migrations import versions
from dastern_postgres.schema_version import (
    MEDICAL_STEPS,
    SchemaVersion,
    steps_of,
    version_of,
)
from dastern_postgres.testing import SAMPLE_KEYS, unseal

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

_LEFT_BEHIND = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1
"""


def _differences(connection: Connection, wanted: MetaData) -> list[object]:
    found = connection.execute(text("SELECT relname FROM pg_class WHERE relispartition"))
    partitions = set(found.scalars())

    def chosen(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "table" or name not in partitions

    context = MigrationContext.configure(connection, opts={"include_object": chosen})
    return list(compare_metadata(context, wanted))


def test_makes_the_tables_that_the_code_expects(database: str) -> None:
    """
    The migrated schema and the tables in the code do not differ.
    """
    engine = connect(database)
    with engine.connect() as connection:
        differences = _differences(connection, metadata)
    engine.dispose()

    assert differences == []


def test_goes_back_without_a_trace(database: str) -> None:
    """
    Undoing every step leaves alembic's own empty table and nothing else.
    """
    downgrade(database, revision="base")
    with psycopg.connect(database) as connection:
        left = [name for (name,) in connection.execute(_LEFT_BEHIND)]

    assert left == ["alembic_version", "alembic_version_pkc"]


def test_goes_back_and_forth(database: str) -> None:
    """
    A schema that was undone can be made again, and works.
    """
    downgrade(database, revision="base")
    migrate(database)
    added = sample_prescription(1, active=True)
    with postgres_store(database, keys=SAMPLE_KEYS) as store:
        with store.begin() as work:
            work.prescriptions.add(added)
        with store.begin() as work:
            loaded = work.prescriptions.get(added.id)

    assert added == loaded


def test_keeps_what_is_stored(database: str) -> None:
    """
    Migrating a database that is up to date changes nothing in it.
    """
    added = sample_prescription(1, active=True)
    with postgres_store(database, keys=SAMPLE_KEYS) as store:
        with store.begin() as work:
            work.prescriptions.add(added)
        migrate(database)
        with store.begin() as work:
            loaded = work.prescriptions.get(added.id)

    assert added == loaded


def test_takes_each_step_once(blank_database: str) -> None:
    """
    Several programs that start at once migrate one after the other.
    """
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [blank_database] * 4))
    with psycopg.connect(blank_database) as connection:
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()

    newest = max(path.stem[1:5] for path in Path(versions.__path__[0]).glob("v*.py"))

    assert rows == [(newest,)]


_GRANTED = text(
    "SELECT count(*) FROM information_schema.role_table_grants"
    " WHERE grantee LIKE 'dastern\\_%' AND table_schema = 'public'"
)


def test_a_step_before_the_last_closes_the_database(blank_database: str) -> None:
    """
    No policy stands there, so nobody but the owner gets at a table; the last step opens it.
    """
    engine = connect(blank_database)
    migrate(blank_database, revision=steps_of(MEDICAL_STEPS)[-2])
    with engine.connect() as connection:
        closed = connection.scalar(_GRANTED)
    migrate(blank_database)
    with engine.connect() as connection:
        granted, leaks = connection.scalar(_GRANTED), find_leaks(connection)
    engine.dispose()

    assert (0, False, ()) == (closed, granted == 0, leaks)


def test_a_database_that_lacks_a_step_is_not_opened(blank_database: str) -> None:
    """
    Each store says where the database is, what this release wants and what to do.
    """
    last = steps_of(MEDICAL_STEPS)[-1]
    opened: list[Callable[[], AbstractContextManager[object]]] = [
        lambda: postgres_store(blank_database, keys=SAMPLE_KEYS),
        lambda: identity_store(blank_database, keys=SAMPLE_KEYS),
        lambda: payment_store(blank_database),
    ]
    told = []
    for store in opened:
        with pytest.raises(NotMigratedError) as refused, store():
            pass
        told.append(str(refused.value))
    migrate(blank_database, revision="0015")
    with pytest.raises(NotMigratedError) as behind, opened[0]():
        pass

    assert ["the patients' database is not migrated"] * 2 == [
        one.partition(",")[0] for one in told[:2]
    ]
    assert told[2].startswith("the payments' database is not migrated")
    assert (
        "the patients' database is at step 0015, and this release wants step "
        f"{last}: run dastern migrate as its owner"
    ) == str(behind.value)


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_no_step_is_taken_back_or_made_up(database: str, revision: str) -> None:
    """
    Going back loses what is stored, and is asked for by another name.
    """
    with pytest.raises(InvalidInputError) as refused:
        migrate(database, revision=revision)

    assert "revision" == refused.value.faults[0].field


def test_a_later_releases_database_is_left_alone(database: str) -> None:
    """
    It is opened, as while services are replaced one by one, and not migrated.
    """
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with postgres_store(database, keys=SAMPLE_KEYS) as store, store.begin() as work:
        size = work.audit_log.size()

    with pytest.raises(DatabaseError, match="at step 9999, which this release does not know"):
        migrate(database)
    assert 0 == size


def test_whoever_acts_may_see_the_step(database: str) -> None:
    """
    A plain member of the roles is told as well; whoever sees no table is not in the way.
    """
    engine = connect(database)
    found = {}
    for role in ("dastern_app", "dastern_readonly", "dastern_worker", "dastern_counter"):
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {role}"))
            found[role] = version_of(connection, MEDICAL_STEPS)
    engine.dispose()
    last = steps_of(MEDICAL_STEPS)[-1]

    assert [SchemaVersion(at=last, wanted=last)] * 3 + [None] == list(found.values())


def test_gives_earlier_drafts_to_their_review(database: str) -> None:
    """
    A draft that was stored before reviews were kept waits for its patient.
    """
    draft = sample_prescription(1, active=False)
    with postgres_store(database, keys=SAMPLE_KEYS) as store, store.begin() as work:
        work.prescriptions.add(draft)
    unseal(database)
    downgrade(database, revision="0003")
    migrate(database)
    with postgres_store(database, keys=SAMPLE_KEYS) as store, store.begin() as work:
        loaded = work.prescriptions.get(draft.id)

    assert draft == loaded


def test_clears_what_ended_connections_allowed(database: str) -> None:
    """
    In both directions, with the accesses; what stands goes on.
    """
    one, ended, standing = (UUID(int=number) for number in (1, 2, 3))
    downgrade(database, revision="0012")
    with psycopg.connect(database) as connection:
        for other, status in ((ended, "REVOKED"), (standing, "ACCEPTED")):
            connection.execute(
                "INSERT INTO connections (id, kind, patient_id, member_id, initiator_id, status,"
                " requested_at) VALUES (gen_random_uuid(), 'FAMILY', %s, %s, %s, %s, now())",
                (one, other, other, status),
            )
            for patient, grantee in ((one, other), (other, one)):
                connection.execute(
                    "INSERT INTO grants VALUES (%s, %s, 'ALLOWED', true)", (patient, grantee)
                )
            connection.execute(
                "INSERT INTO access_requests (id, patient_id, requester_id, reason, status,"
                " requested_at) VALUES (gen_random_uuid(), %s, %s, 'x', 'APPROVED', now())",
                (one, other),
            )
    migrate(database)
    with psycopg.connect(database) as connection:
        left = connection.execute("SELECT patient_id, grantee_id FROM grants ORDER BY 1").fetchall()
        open_ = connection.execute(
            "SELECT requester_id FROM access_requests WHERE status = 'APPROVED'"
        ).fetchall()

    assert [(one, standing), (standing, one)] == left
    assert [(standing,)] == open_


@pytest.mark.rule("EPD-08")
def test_gives_notices_of_a_connection_to_its_patient(database: str) -> None:
    """
    Without the words that another's key sealed; what the patient told stays as it is.
    """
    patient, member, tie = (UUID(int=number) for number in (1, 2, 3))
    mine, theirs = (UUID(int=number) for number in (4, 5))
    downgrade(database, revision="0018")
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO connections (id, kind, patient_id, member_id, initiator_id, status,"
            " requested_at) VALUES (%s, 'FAMILY', %s, %s, %s, 'REVOKED', now())",
            (tie, patient, member, member),
        )
        for number, author, recipient in ((mine, patient, member), (theirs, member, patient)):
            connection.execute(
                "INSERT INTO notices (id, kind, patient_id, recipient_id, author_id, about,"
                " sent_at, sealed) VALUES (%s, 'connection_ended', %s, %s, %s, %s, now(), 'x')",
                (number, author, recipient, author, tie),
            )
    migrate(database)
    with psycopg.connect(database) as connection:
        kept = connection.execute(
            "SELECT id, patient_id, author_id, sealed, unsealed FROM notices ORDER BY id"
        ).fetchall()

    assert [
        (mine, patient, patient, b"x", None),
        (theirs, patient, member, None, {"reason": None}),
    ] == kept


_ORDERS = """
    INSERT INTO payment_orders (md5, bill_number, account_id, tier, price_minor, currency,
        receiver, payload, created_at, expires_at, status, paid_at)
    SELECT lower(status), status, gen_random_uuid(), 'PREMIUM', 50, '840', 'dastern@devb', '',
        '2026-06-15 03:00Z', '2026-06-15 03:15Z', status,
        CASE WHEN status IN ('PAID', 'REFUNDED') THEN '2026-06-15 03:01Z'::timestamptz END
    FROM unnest(ARRAY['PENDING', 'PAID', 'FAILED', 'EXPIRED', 'CANCELLED', 'REFUNDED']) status
"""


def test_payments_that_were_stored_leave_with_their_history(database: str) -> None:
    """
    They move aside, with what is known of how they came to stand where they stand.
    """
    downgrade(database, revision="0001")
    with psycopg.connect(database) as connection:
        connection.execute(_ORDERS)
    migrate(database)
    with psycopg.connect(database) as connection:
        changes = connection.execute(
            "SELECT o.status, c.after, c.reason FROM former_payments.payment_orders o"
            " JOIN former_payments.payment_changes c USING (md5) ORDER BY o.status, c.number"
        ).fetchall()
        left = [name for (name,) in connection.execute(_LEFT_BEHIND)]
    steps: dict[str, list[tuple[str, str]]] = {}
    for status, after, reason in changes:
        steps.setdefault(status, []).append((after, reason))
    asked, unknown = "ASKED", "IMPORTED"

    assert [] == [name for name in left if "payment" in name or "subscription" in name]
    assert steps == {
        "PENDING": [("PENDING", asked)],
        "PAID": [("PENDING", asked), ("PAID", unknown)],
        "FAILED": [("PENDING", asked), ("FAILED", unknown)],
        "EXPIRED": [("PENDING", asked), ("EXPIRED", unknown)],
        "CANCELLED": [("PENDING", asked), ("CANCELLED", unknown)],
        "REFUNDED": [("PENDING", asked), ("PAID", unknown), ("REFUNDED", unknown)],
    }


def test_payments_come_back_when_steps_are_undone(database: str) -> None:
    """
    Undoing the step that let them go, and the one before, loses histories and no order.
    """
    downgrade(database, revision="0001")
    with psycopg.connect(database) as connection:
        connection.execute(_ORDERS)
    migrate(database)
    downgrade(database, revision="0001")
    with psycopg.connect(database) as connection:
        kept = connection.execute("SELECT status FROM payment_orders ORDER BY 1").fetchall()

    assert [(status.value,) for status in sorted(PaymentStatus, key=lambda one: one.value)] == kept


def test_does_not_forget_what_an_order_buys(database: str) -> None:
    """
    Where an upgrade was asked for, the step is not undone: its price would buy a period.
    """
    downgrade(database, revision="0002")
    with psycopg.connect(database) as connection:
        connection.execute(
            _ORDERS.replace("paid_at)", "paid_at, purchase)").replace(
                "timestamptz END", "timestamptz END, 'UPGRADE'"
            )
        )

    with pytest.raises(PortError, match="CheckViolation"):
        downgrade(database, revision="0001")


def test_makes_the_payment_tables_that_the_code_expects(payment_database: str) -> None:
    """
    The migrated payment database and the tables in the code do not differ.
    """
    engine = connect(payment_database)
    with engine.connect() as connection:
        differences = _differences(connection, payment_metadata)
    engine.dispose()

    assert differences == []


def test_the_payment_database_goes_back_and_forth(payment_database: str) -> None:
    """
    Undoing every step leaves no trace, and what was undone can be made again, and works.
    """
    order = sample_order(1)
    downgrade_payments(payment_database, revision="base")
    with psycopg.connect(payment_database) as connection:
        left = [name for (name,) in connection.execute(_LEFT_BEHIND)]
    migrate_payments(payment_database)
    migrate_payments(payment_database)
    with payment_store(payment_database) as store:
        with store.begin() as work:
            work.payments.add(order)
        with store.begin() as work:
            loaded = work.payments.get(order.md5)

    assert ["alembic_version", "alembic_version_pkc"] == left
    assert order == loaded


def test_fails_whole(blank_database: str) -> None:
    """
    A step that fails leaves the schema as it was, and a declared error.
    """
    with psycopg.connect(blank_database) as connection:
        connection.execute("CREATE TABLE audit_head (something text)")
    with pytest.raises(PortError, match="DuplicateTable"):
        migrate(blank_database)
    with psycopg.connect(blank_database) as connection:
        left = [name for (name,) in connection.execute(_LEFT_BEHIND)]

    assert left == ["audit_head"]
