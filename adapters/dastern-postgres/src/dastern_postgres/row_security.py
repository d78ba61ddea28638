"""
Row security: put policies and checks into a database, and take them out again.

The policies are code, not history: `migrate` puts them anew after its last step whenever
they differ from what the database has, and undoing steps takes them out first.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text

from dastern_core.kernel import Fault
from dastern_postgres.checked import checking_statements
from dastern_postgres.checks import WRITTEN_HERE
from dastern_postgres.counter_rights import COUNTER_ROLE, counter_statements
from dastern_postgres.governed import GOVERNED, WITHOUT_PATIENTS
from dastern_postgres.identity_rights import IDENTITY_ROLE, identity_statements
from dastern_postgres.lookup_rights import LOOKUP_FUNCTIONS, LOOKUP_ROLE, lookup_statements
from dastern_postgres.policies import (
    APP_ROLE,
    READONLY_ROLE,
    VOCABULARY,
    WORKER_ROLE,
    policies_of,
    privileges_of,
)
from dastern_postgres.sealer import SEALER_ROLE
from dastern_postgres.sealer_rights import sealer_statements

__all__ = ["ROLES", "close", "drift", "lift", "make_roles", "secure", "statements"]

ROLES = (APP_ROLE, READONLY_ROLE, WORKER_ROLE)
"""
The roles of the database that policies judge; they cannot log in, a service's own login is
a member of them. Who comes in is the matter of one more (`identity_rights`), keys and
envelopes that of another (`sealer_rights`), counts that of a third (`counter_rights`), whose
a thing is and which version is the newest that of a fourth (`lookup_rights`).
"""

# A role belongs to the whole server, and two databases may be made at once.
_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
    IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN
        GRANT {role} TO CURRENT_USER;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

_MARK = "the policies of dastern_core.permissions, "
_STORED_MARK = "as they are stored: "
_POLICY = re.compile(r'CREATE POLICY "?([^" ]+)"? ON (\S+)')
_NAMES = """
SELECT c.relname::text, p.polname::text FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid
WHERE c.relnamespace = 'public'::regnamespace
"""
# What the server made of the statements: it keeps trees, and writes them out again alike.
_STORED = """
SELECT concat_ws(' ', p.polrelid::regclass, p.polname, p.polcmd, p.polpermissive, ARRAY(
    SELECT rolname FROM pg_roles WHERE oid = ANY(p.polroles) ORDER BY 1), 'USING',
    pg_get_expr(p.polqual, p.polrelid), 'CHECK', pg_get_expr(p.polwithcheck, p.polrelid)) AS told
FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid
WHERE c.relnamespace = 'public'::regnamespace
UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace
    AND (proname IN ('acting_account', 'acting_role', 'asked_at', 'written_here',
        'count_doses', 'queue_entries', 'newest_encounter', 'newest_prescription',
        'whose_thing')
        OR proname LIKE 'check\\_%')
UNION ALL SELECT pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger
WHERE (tgname IN ('checked', 'checked_gone', 'checked_unnamed', 'checked_whole')
        AND tgparentid = 0
    OR tgname LIKE 'counted\\_%' AND tgrelid = to_regclass('public.doses'))
UNION ALL SELECT pg_get_viewdef(oid) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname = 'acting_ties'
"""


def secure(connection: Connection) -> None:
    """
    Make roles, privileges and policies what this release says; in one transaction.

    Raises:
        PortError: The role may not make roles or policies.
    """
    wanted = list(statements())
    if not [*drift(connection)]:
        return
    lift(connection)
    make_roles(connection)
    for statement in wanted:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    for what, mark in (
        ("FUNCTION acting_account()", _fingerprint(wanted)),
        ("VIEW acting_ties", _stored(connection)),
    ):
        connection.exec_driver_sql(f"COMMENT ON {what} IS '{mark}'")


def drift(connection: Connection) -> Iterator[Fault]:
    """
    Tell where the stored policies are not those that this release makes.

    Args:
        connection: In a transaction, as any role that sees the catalogue.

    Yields:
        Each policy that is missing or strange, by its table; that they are of another
        release; and that the server's own words for one of them, or for what they speak in,
        have changed since they were made.
    """
    wanted = list(statements())
    made = {(found[2], found[1]) for one in wanted if (found := _POLICY.match(one))}
    stored = {(table, name) for table, name in connection.execute(text(_NAMES)).all()}
    remedy = "Run migrate, which makes the policies anew."
    for table, name in sorted(made ^ stored):
        told = "is missing" if (table, name) in made else "is none of this release's"
        yield Fault(field=table, problem=f'its policy "{name}" {told}', remedy=remedy)
    if _installed(connection) != _fingerprint(wanted):
        problem = "are not those of this release"
        yield Fault(field="policies", problem=problem, remedy=remedy)
    elif made == stored and _comment_on_ties(connection) != _stored(connection):
        problem = "were changed since they were made"
        yield Fault(field="policies", problem=problem, remedy=remedy)


def make_roles(connection: Connection) -> None:
    """
    Make the roles of the database where the server lacks them.

    Raises:
        PortError: The role may not make roles.
    """
    for role in (*ROLES, IDENTITY_ROLE, SEALER_ROLE, COUNTER_ROLE, LOOKUP_ROLE):
        connection.execute(text(_ROLE.format(role=role)))


def lift(connection: Connection) -> None:
    """
    Take every policy out; a later release's, too.

    What is left has no row security: undo steps only where nobody but the owner connects.
    """
    found = connection.execute(
        text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
    )
    for table, name in found.all():
        connection.exec_driver_sql(f'DROP POLICY "{name}" ON {table}')
    secured = connection.execute(
        text(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace"
        )
    )
    for table in secured.scalars().all():
        connection.exec_driver_sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    checked = connection.execute(
        text(
            "SELECT tgname, tgrelid::regclass, tgfoid::regprocedure FROM pg_trigger"
            " WHERE tgname IN ('checked', 'checked_gone', 'checked_unnamed', 'checked_whole')"
            " AND tgparentid = 0"
        )
    )
    for name, table, function in checked.all():
        connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    connection.exec_driver_sql("DROP VIEW IF EXISTS acting_ties")
    for function in (
        *LOOKUP_FUNCTIONS,
        "acting_role()",
        "asked_at()",
        "written_here(xid)",
        "acting_account()",
    ):
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {function}")


def close(connection: Connection) -> None:
    """
    Take from every role of the database what it may do with tables; `secure` gives it back.
    """
    make_roles(connection)
    everybody = ", ".join((*ROLES, IDENTITY_ROLE, SEALER_ROLE, COUNTER_ROLE, LOOKUP_ROLE))
    connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {everybody}")


def statements() -> Iterator[str]:
    """
    Give the statements that secure a migrated database whose roles exist.
    """
    yield from VOCABULARY
    everybody = ", ".join(ROLES)
    yield f"GRANT USAGE ON SCHEMA public TO {everybody}"
    yield f"GRANT SELECT ON acting_ties TO {everybody}"
    for table, governed in GOVERNED.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        for role in ROLES:
            yield from _grant(table, role, privileges_of(governed, role))
        yield from (policy.statement for policy in policies_of(table, governed))
    for table, shared in WITHOUT_PATIENTS.items():
        reading = [one for one in shared.everybody if one.startswith("SELECT")]
        yield from _grant(table, APP_ROLE, shared.everybody)
        yield from _grant(table, READONLY_ROLE, reading)
        yield from _grant(table, WORKER_ROLE, shared.system)
    yield WRITTEN_HERE
    yield from checking_statements()
    yield f"GRANT USAGE ON SEQUENCE audit_arrival TO {APP_ROLE}, {WORKER_ROLE}"
    yield "REVOKE ALL ON FUNCTION queue_entries() FROM PUBLIC"  # a backup keeps no rights
    # Whoever acts may defer a job with what they do; the workers do it.
    yield f"GRANT USAGE ON SCHEMA jobs TO {APP_ROLE}, {WORKER_ROLE}"
    yield f"GRANT ALL ON ALL TABLES IN SCHEMA jobs TO {WORKER_ROLE}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO {APP_ROLE}, {WORKER_ROLE}"
    # Not the locks: one that waits would keep the job of the clock from being deferred.
    yield f"REVOKE ALL ON jobs.procrastinate_jobs FROM {APP_ROLE}"
    yield (
        "GRANT INSERT (queue_name, task_name, scheduled_at), SELECT (id)"
        f" ON jobs.procrastinate_jobs TO {APP_ROLE}"
    )
    yield f"GRANT INSERT ON jobs.procrastinate_events TO {APP_ROLE}"
    yield from identity_statements(ROLES)
    yield from sealer_statements()
    yield from counter_statements()
    yield from lookup_statements(ROLES)


def _grant(table: str, role: str, commands: Iterable[str]) -> Iterator[str]:
    yield f"REVOKE ALL ON {table} FROM {role}"
    if given := ", ".join(sorted(commands)):
        yield f"GRANT {given} ON {table} TO {role}"


def _installed(connection: Connection) -> str | None:
    mark: str | None = connection.scalar(
        text("SELECT obj_description(to_regproc('public.acting_account')::oid, 'pg_proc')")
    )
    return mark


def _comment_on_ties(connection: Connection) -> str | None:
    mark: str | None = connection.scalar(
        text("SELECT obj_description(to_regclass('public.acting_ties')::oid, 'pg_class')")
    )
    return mark


def _fingerprint(wanted: Iterable[str]) -> str:
    return _MARK + hashlib.sha256("\n".join(wanted).encode()).hexdigest()


def _stored(connection: Connection) -> str:
    # The path decides which names are written out with their schema.
    moved = text("SELECT set_config('search_path', :path, true)")
    path = connection.scalar(text("SHOW search_path"))
    connection.execute(moved, {"path": "pg_catalog"})
    told = sorted(connection.execute(text(_STORED)).scalars())
    connection.execute(moved, {"path": path})
    return _STORED_MARK + hashlib.sha256("\n".join(told).encode()).hexdigest()
