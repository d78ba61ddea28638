"""
Identity's rights: what the identity role may do, and that nobody else may do it.

Whoever logs in has not said who they are yet, so that no policy about patients can judge
them. Their tables are open to one role alone, which reads no medical table: a service's
other roles cannot be made to tell a password's hash, whatever statement reaches them. Each
of the tables has row security besides, so that a right that is granted by mistake opens
no row.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["IDENTITY_ROLE", "IDENTITY_TABLES", "identity_statements"]

IDENTITY_ROLE: Final = "dastern_identity"
"""
As whom people are let in.
"""

IDENTITY_TABLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "accounts": frozenset({"SELECT", "INSERT", "UPDATE"}),
        "account_identifiers": frozenset({"SELECT", "INSERT", "DELETE"}),
        "external_identities": frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"}),
        "licences": frozenset({"SELECT", "INSERT", "DELETE"}),
        "challenges": frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"}),
        "login_failures": frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"}),
        "login_nonces": frozenset({"SELECT", "INSERT", "DELETE"}),
        "sessions": frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"}),
        "password_resets": frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"}),
        "biometric_references": frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"}),
    }
)
"""
The tables about who comes in, with what the identity role may do with each.
"""

_SHARED: Final = (
    ("actors", ("SELECT", "INSERT", "UPDATE")),
    ("administrators", ("SELECT", "INSERT", "UPDATE")),
    ("audit_entries", ("INSERT",)),
    ("notices", ("INSERT",)),
    ("data_keys", ("SELECT", "INSERT", "DELETE")),
    ("erased_keys", ("SELECT", "INSERT")),
)


def identity_statements(others: tuple[str, ...]) -> Iterator[str]:
    """
    Give the statements that open the tables to the identity role, which exists.

    Args:
        others: The roles that may do nothing there.
    """
    yield f"GRANT USAGE ON SCHEMA public TO {IDENTITY_ROLE}"
    for table, commands in IDENTITY_TABLES.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM {', '.join((IDENTITY_ROLE, *others))}"
        yield f"GRANT {', '.join(sorted(commands))} ON {table} TO {IDENTITY_ROLE}"
        yield (
            f"CREATE POLICY identity ON {table} FOR ALL TO {IDENTITY_ROLE}"
            " USING (true) WITH CHECK (true)"
        )
    for table, allowed in _SHARED:
        yield f"REVOKE ALL ON {table} FROM {IDENTITY_ROLE}"
        yield f"GRANT {', '.join(allowed)} ON {table} TO {IDENTITY_ROLE}"
        for command in allowed:
            before = "" if command == "INSERT" else " USING (true)"
            after = "" if command in {"SELECT", "DELETE"} else " WITH CHECK (true)"
            yield (
                f"CREATE POLICY identity_{command.lower()} ON {table} FOR {command}"
                f" TO {IDENTITY_ROLE}{before}{after}"
            )
    yield f"GRANT SELECT ON audit_head TO {IDENTITY_ROLE}"
    yield f"REVOKE ALL ON audit_queue FROM {IDENTITY_ROLE}"
    yield f"GRANT SELECT (arrival) ON audit_queue TO {IDENTITY_ROLE}"
    yield f"GRANT USAGE ON SEQUENCE audit_arrival TO {IDENTITY_ROLE}"
