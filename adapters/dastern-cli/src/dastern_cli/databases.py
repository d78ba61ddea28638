"""
The databases that a command works on: those that are named, or the embedded server's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
import typer

from dastern_cli import bootstrap, operation
from dastern_cli.output import console
from dastern_core.kernel import AccountId, Fault, InvalidInputError, parse_id

if TYPE_CHECKING:
    from dastern_core.ports.key_store import KeyStore

__all__ = [
    "AccountOption",
    "DataOption",
    "DatabaseOption",
    "Databases",
    "KeysOption",
    "PaymentsOption",
    "databases",
    "keys_to_check",
    "require_account",
    "require_database",
    "require_keys",
    "require_one_place",
]

DataOption = Annotated[
    Path | None,
    typer.Option(
        help="The folder of the embedded database, where none is named; by default "
        "the demonstration's."
    ),
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        envvar="DASTERN_DATABASE",
        show_envvar=True,
        help="The patients' database, as libpq spells it; a password is safer in the variable.",
    ),
]
KeysOption = Annotated[
    Path | None,
    typer.Option(
        envvar="DASTERN_KEYS",
        show_envvar=True,
        help="The folder of the keys that wrap the patients' keys, where a database is named; "
        "an embedded one has it beside it.",
    ),
]
AccountOption = Annotated[
    str | None,
    typer.Option(
        "--as",
        envvar="DASTERN_ACCOUNT",
        show_envvar=True,
        help="The account as whom stored data is read: the database shows what it may see.",
    ),
]
PaymentsOption = Annotated[
    str | None,
    typer.Option(
        envvar="DASTERN_PAYMENTS", show_envvar=True, help="The payments' database, likewise."
    ),
]


@attrs.frozen(kw_only=True)
class Databases:
    """
    Where the data is.

    Args:
        medical: The connection string of the patients' database.
        payments: That of the payments', or None where there is none.
        keys: The folder of the keys that wrap the patients' keys, or None where none is named.
    """

    medical: str = attrs.field(repr=False)
    payments: str | None = attrs.field(repr=False)
    keys: Path | None


def require_account(account: str | None) -> AccountId:
    """
    Give the account as whom a person's data is read; nobody reads it as the database's owner.

    Raises:
        InvalidInputError: None is named, or it is no identifier.
    """
    if account is None:
        remedy = "Name the account as whom you read by --as; dastern demo prints its patient's."
        raise InvalidInputError(Fault(field="--as", problem="is missing", remedy=remedy))
    return parse_id(AccountId, account, field="--as")


def require_one_place(data: Path | None, database: str | None) -> None:
    """
    Refuse a folder beside a database, where one of them would be passed over.

    Raises:
        InvalidInputError: Both are named.
    """
    if data is not None and database is not None:
        problem = "is named beside --database (or DASTERN_DATABASE)"
        raise InvalidInputError(Fault(field="--data", problem=problem, remedy="Name one of them."))


def require_database(folder: Path) -> None:
    """
    Refuse a folder without a database, where a server would make an empty one.

    Raises:
        InvalidInputError: There is none.
    """
    if not bootstrap.holds_database(folder):
        problem = f"holds no database: {folder}"
        remedy = "Give the folder that dastern demo or restore filled, or a server by --database."
        raise InvalidInputError(Fault(field="--data", problem=problem, remedy=remedy))


def require_keys(where: Databases) -> Path:
    """
    Give the folder of keys.

    Raises:
        InvalidInputError: None is named.
    """
    if where.keys is None:
        remedy = "Name the folder whose keys wrap the patients' keys."
        raise InvalidInputError(Fault(field="--keys", problem="is missing", remedy=remedy))
    return where.keys


def keys_to_check(keys: Path | None, *, beside: Path | None) -> "KeyStore | None":
    """
    Open the keys by which a log is checked, or say that it is checked without, and where they lack.

    Args:
        keys: The folder that was named, or None.
        beside: Where an embedded database has its own, or None.

    Raises:
        InvalidInputError: The folder that was named is missing or holds no key.
    """
    if keys is None and beside is not None and beside.is_dir():
        keys = beside
    if keys is not None:
        return operation.key_store(keys, make=False)
    place = "is named" if beside is None else f"is at {beside}"
    told = f"Please check: no keys' folder {place}, so what is sealed is not opened and compared."
    console(as_json=True).print(told, markup=False, soft_wrap=True)
    return None


@contextmanager
def databases(
    data: Path | None, database: str | None, payments: str | None, *, keys: Path | None
) -> Iterator[Databases]:
    """
    Give the databases that were named, or run the embedded server for a block.

    Raises:
        InvalidInputError: Both were named, or the folder holds no database.
        PortError: The server cannot start; the message says why and what to do.
    """
    require_one_place(data, database)
    if database is not None:
        yield Databases(medical=database, payments=payments, keys=keys)
        return
    folder = bootstrap.data_folder(data, name="demo")
    require_database(folder)
    with operation.embedded_databases(folder) as (medical, paid):
        yield Databases(medical=medical, payments=paid, keys=keys or operation.keys_beside(folder))
