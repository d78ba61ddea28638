"""
The identity role: it alone reaches who comes in, and reaches nothing medical.
"""

from collections.abc import Iterator

import psycopg
import pytest

from dastern_core.testing.identity_samples import sample_account, sample_session
from dastern_core.testing.samples import NOW
from dastern_postgres import PostgresIdentityStore
from dastern_postgres.identity_rights import IDENTITY_ROLE, IDENTITY_TABLES
from dastern_postgres.row_security import ROLES

_RIGHTS = """
    SELECT c.relname, r.name, p.name FROM pg_class AS c,
        unnest(%s::text[]) AS r (name),
        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p (name)
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
        AND has_table_privilege(r.name, c.oid, p.name)
"""


@pytest.fixture
def rights(database: str) -> Iterator[set[tuple[str, str, str]]]:
    """
    Give table, role and command, as the catalogue has them.
    """
    with psycopg.connect(database) as connection:
        yield set(connection.execute(_RIGHTS, [[*ROLES, IDENTITY_ROLE]]).fetchall())


def test_its_rights_are_those_of_the_table(rights: set[tuple[str, str, str]]) -> None:
    """
    By the catalogue: nobody else has any on its tables, and it has few on others'.
    """
    own = {
        (table, IDENTITY_ROLE, command)
        for table, commands in IDENTITY_TABLES.items()
        for command in commands
    }
    shared = {
        (table, IDENTITY_ROLE, command)
        for table, commands in {
            "actors": ("SELECT", "INSERT", "UPDATE"),
            "administrators": ("SELECT", "INSERT", "UPDATE"),
            "audit_entries": ("INSERT",),
            "notices": ("INSERT",),
            "data_keys": ("SELECT", "INSERT", "DELETE"),
            "erased_keys": ("SELECT", "INSERT"),
            "audit_head": ("SELECT",),
        }.items()
        for command in commands
    }

    assert own == {right for right in rights if right[0] in IDENTITY_TABLES}
    assert own | shared == {right for right in rights if right[1] == IDENTITY_ROLE}


@pytest.mark.rule("AUTH-29")
@pytest.mark.parametrize("role", ROLES)
def test_a_right_granted_by_mistake_opens_no_row(
    database: str, identity_store: PostgresIdentityStore, role: str
) -> None:
    """
    Row security stands behind the missing rights: no hash, no session is told.
    """
    with identity_store.begin() as work:
        work.accounts.add(sample_account(1))
        work.sessions.add(sample_session(1, of=1))
    with psycopg.connect(database) as connection:
        connection.execute(f"GRANT SELECT ON accounts, sessions TO {role}")
        connection.execute("SELECT set_config('app.user', %s, true)", [str(sample_account(1).id)])
        connection.execute(f"SET LOCAL ROLE {role}")
        found = [connection.execute(f"TABLE {one}").fetchall() for one in ("accounts", "sessions")]

    assert [[], []] == found


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sessions SET number = 0",
        "UPDATE sessions SET ended_at = NULL WHERE ended_at IS NOT NULL",
        "UPDATE sessions SET expires_at = expires_at + interval '1 day'",
        "UPDATE accounts SET id = gen_random_uuid()",
    ],
)
def test_no_statement_turns_a_session_back(
    database: str, identity_store: PostgresIdentityStore, statement: str
) -> None:
    """
    A number goes up, an end is for ever, and nobody's row becomes another's.
    """
    with identity_store.begin() as work:
        work.accounts.add(sample_account(1))
        work.sessions.add(sample_session(1, of=1))
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE sessions SET number = 3")
        if "IS NOT NULL" in statement:
            connection.execute("UPDATE sessions SET ended_at = %s", [NOW])
        connection.execute(f"SET LOCAL ROLE {IDENTITY_ROLE}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
