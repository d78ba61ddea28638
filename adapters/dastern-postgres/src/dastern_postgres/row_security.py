"""
Row security: put the policies into a database, and take them out again.

The policies are code, not history: `migrate` puts them anew after its last step whenever
they differ from what the database has, and undoing steps takes them out first.
"""

import hashlib
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text

from dastern_postgres.governed import GOVERNED, WITHOUT_PATIENTS
from dastern_postgres.identity_rights import IDENTITY_ROLE, identity_statements
from dastern_postgres.policies import (
    APP_ROLE,
    READONLY_ROLE,
    VOCABULARY,
    WORKER_ROLE,
    policies_of,
    privileges_of,
)

__all__ = ["ROLES", "lift", "make_roles", "secure", "statements"]

ROLES = (APP_ROLE, READONLY_ROLE, WORKER_ROLE)
"""
The roles of the database that policies judge; they cannot log in, a service's own login is
a member of them. Who comes in is the matter of one more (`identity_rights`).
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


def secure(connection: Connection) -> None:
    """
    Make roles, privileges and policies what this release says; in one transaction.

    Raises:
        PortError: The role may not make roles or policies.
    """
    wanted = list(statements())
    fingerprint = _MARK + hashlib.sha256("\n".join(wanted).encode()).hexdigest()
    if fingerprint == _installed(connection):
        return
    lift(connection)
    make_roles(connection)
    for statement in wanted:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    connection.exec_driver_sql(f"COMMENT ON FUNCTION acting_account() IS '{fingerprint}'")


def make_roles(connection: Connection) -> None:
    """
    Make the roles of the database where the server lacks them.

    Raises:
        PortError: The role may not make roles.
    """
    for role in (*ROLES, IDENTITY_ROLE):
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
    connection.exec_driver_sql("DROP VIEW IF EXISTS acting_ties")
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS acting_role(), acting_account()")


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
    yield f"GRANT USAGE ON SEQUENCE audit_arrival TO {APP_ROLE}, {WORKER_ROLE}"
    # Whoever acts may defer a job with what they do; the workers do it.
    yield f"GRANT USAGE ON SCHEMA jobs TO {APP_ROLE}, {WORKER_ROLE}"
    yield f"GRANT ALL ON ALL TABLES IN SCHEMA jobs TO {WORKER_ROLE}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO {APP_ROLE}, {WORKER_ROLE}"
    yield f"GRANT INSERT, SELECT (id) ON jobs.procrastinate_jobs TO {APP_ROLE}"
    yield f"GRANT INSERT ON jobs.procrastinate_events TO {APP_ROLE}"
    yield from identity_statements(ROLES)


def _grant(table: str, role: str, commands: Iterable[str]) -> Iterator[str]:
    yield f"REVOKE ALL ON {table} FROM {role}"
    if given := ", ".join(sorted(commands)):
        yield f"GRANT {given} ON {table} TO {role}"


def _installed(connection: Connection) -> str | None:
    mark: str | None = connection.scalar(
        text("SELECT obj_description(to_regproc('public.acting_account')::oid, 'pg_proc')")
    )
    return mark
