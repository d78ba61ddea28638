"""
Whole rows: a value whose fields are its table's columns, stored and loaded as one.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

import attrs
from sqlalchemy import ColumnElement, Connection, Select, Table, select, update
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_postgres.engine import readable

__all__ = ["add_row", "add_values", "change_row", "load_row", "load_rows"]

_Value = TypeVar("_Value", bound=attrs.AttrsInstance)


def add_row(
    connection: Connection,
    table: Table,
    value: attrs.AttrsInstance,
    *,
    taken: Callable[[], Exception],
) -> None:
    """
    Store a new value.

    Args:
        connection: In a transaction.
        table: Whose columns are named like the value's fields.
        value: The value.
        taken: Makes the error for a key that is taken.
    """
    add_values(connection, table, attrs.asdict(value, recurse=False), taken=taken)


def add_values(
    connection: Connection,
    table: Table,
    values: Mapping[str, object],
    *,
    taken: Callable[[], Exception],
) -> None:
    """
    Store a new row by its columns' values; as ``add_row``.
    """
    # Counted, not returned: whoever may write a row may not be let to read it.
    statement = insert(table).values(dict(values)).on_conflict_do_nothing()
    added = connection.execute(statement.execution_options(preserve_rowcount=True))
    if added.rowcount != 1:
        raise taken()


def load_row(
    connection: Connection, table: Table, kind: type[_Value], chosen: ColumnElement[bool]
) -> _Value:
    """
    Load the one value that was chosen.

    Raises:
        NotFoundError: There is none.
        UnreadableRowError: The row breaks a rule of the value.
    """
    found = load_rows(connection, select(table).where(chosen), kind)
    if not found:
        message = (
            f"there is no such {kind.__name__}, or not for whoever acts: compare its identifier"
        )
        raise NotFoundError(message)
    return found[0]


def load_rows(
    connection: Connection, query: Select[*tuple[object, ...]], kind: type[_Value]
) -> tuple[_Value, ...]:
    """
    Load the values that a query of whole rows finds.

    Raises:
        UnreadableRowError: A row breaks a rule of the value.
    """
    with readable(kind.__name__):
        return tuple(kind(**row) for row in connection.execute(query).mappings())


def change_row(
    connection: Connection,
    table: Table,
    chosen: ColumnElement[bool],
    values: Mapping[str, object],
    *,
    message: str,
) -> None:
    """
    Change the one row that was chosen: compare-and-set.

    Raises:
        ConflictError: No row is chosen any more; the message says why.
    """
    if connection.execute(update(table).where(chosen).values(values)).rowcount != 1:
        raise ConflictError(message)
