"""
The sealer's rights: keys and envelopes, and nothing that an envelope does not hold.

A row whose content is fixed stays as it is for everybody; the functions that refuse to
change it let this role alone pass, whose rights end at the envelopes.
"""

from collections.abc import Iterator

from dastern_postgres.sealed_columns import AUDIT_ENTRY, SEALED
from dastern_postgres.sealer import SEALER_ROLE

__all__ = ["sealer_statements"]


def sealer_statements() -> Iterator[str]:
    """
    Give the statements that open keys and envelopes to the sealer's role, which exists.
    """
    yield f"GRANT USAGE ON SCHEMA public TO {SEALER_ROLE}"
    yield from _opened("data_keys", read="", written="", inserts=True)
    yield from _opened("erased_keys", read="", written="")
    yield from _opened(
        "biometric_references", read="account_id, kind, reference", written="reference"
    )
    by_table: dict[str, set[str]] = {}
    keys: dict[str, set[str]] = {}
    for one in SEALED:
        by_table.setdefault(one.table, set()).update({one.column, one.plain})
        keys.setdefault(one.table, set()).update({*one.keys, "patient_id"})
    for table, columns in by_table.items():
        whole = table == AUDIT_ENTRY.table  # a leaf is made of the whole entry
        written = columns | ({"leaf", "salt"} if whole else set())
        yield from _opened(
            table,
            read="" if whole else _listed(columns | keys[table]),
            written=_listed(written),
        )


def _listed(columns: set[str]) -> str:
    return ", ".join(f'"{one}"' for one in sorted(columns))


def _opened(table: str, *, read: str, written: str, inserts: bool = False) -> Iterator[str]:
    yield f"REVOKE ALL ON {table} FROM {SEALER_ROLE}"
    yield f"GRANT SELECT {f'({read}) ' if read else ''}ON {table} TO {SEALER_ROLE}"
    yield f"CREATE POLICY sealer_select ON {table} FOR SELECT TO {SEALER_ROLE} USING (true)"
    if inserts:
        yield f"GRANT INSERT ON {table} TO {SEALER_ROLE}"
        yield (
            f"CREATE POLICY sealer_insert ON {table} FOR INSERT TO {SEALER_ROLE} WITH CHECK (true)"
        )
    if written:
        yield f"GRANT UPDATE ({written}) ON {table} TO {SEALER_ROLE}"
        yield (
            f"CREATE POLICY sealer_update ON {table} FOR UPDATE TO {SEALER_ROLE}"
            " USING (true) WITH CHECK (true)"
        )
