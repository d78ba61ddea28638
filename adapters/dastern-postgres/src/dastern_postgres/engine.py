"""
The engine: connections to one database, and the errors they may raise.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial

import psycopg
from sqlalchemy import Engine, ExceptionContext, create_engine, event

from dastern_core.kernel import ConflictError, DasternError, PortError, UnreadableError

__all__ = ["DatabaseError", "UnreadableRowError", "connect", "declared", "readable"]

# PostgreSQL's manual, appendix A: serialization_failure, deadlock_detected,
# lock_not_available. In each, somebody else is changing the same rows.
_CONTENTION = {"40001", "40P01", "55P03"}

# The same: undefined_column, undefined_function, undefined_table.
_ABSENT = {"42703", "42883", "42P01"}

# A lock is held for milliseconds; whoever waits this long waits for a stuck process.
_SESSION = "-c timezone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=5min"


class DatabaseError(PortError):
    """
    The database cannot be reached or refused a statement.
    """

    code = "database_failure"


class UnreadableRowError(UnreadableError):
    """
    A stored row breaks the rules of its domain: another program wrote it.
    """

    code = "unreadable_row"


def connect(dsn: str) -> Engine:
    """
    Prepare a pool of connections; the first statement connects.

    Args:
        dsn: A connection string or URI for libpq.

    Returns:
        An engine that raises ``PortError`` or ``ConflictError`` instead of the errors of
        SQLAlchemy and psycopg, which it chains without the rows that they quote.
    """
    engine = create_engine(
        "postgresql+psycopg://",
        creator=partial(psycopg.connect, dsn, options=_SESSION),
        pool_pre_ping=True,
        hide_parameters=True,
        json_deserializer=partial(json.loads, parse_float=Decimal),
    )
    event.listen(engine, "handle_error", _translate)
    return engine


# What a check says of a time that is not its own now: names of ours alone, and no value.
_ASKED_NOW = re.compile(r"a row of \w+ is refused unless it [a-z ]+ now")


def _translate(context: ExceptionContext) -> None:
    cause = context.original_exception
    # A ping that fails is the pool's own business: it connects anew.
    if isinstance(cause, psycopg.Error) and not context.is_pre_ping:
        raise _declared(cause) from cause


def _declared(cause: psycopg.Error) -> DasternError:
    # The message's detail quotes whole rows; its first line does not.
    if cause.diag.message_primary is not None:
        cause.args = (cause.diag.message_primary,)
    if cause.sqlstate in _CONTENTION:
        return ConflictError("somebody else is changing the same things: try again")
    name = type(cause).__name__
    if cause.sqlstate in _ABSENT:
        message = f"the database lacks what this release works with ({name}, {cause.sqlstate}): "
        return DatabaseError(message + "ask its owner for dastern migrate --check")
    if _ASKED_NOW.fullmatch(cause.diag.message_primary or ""):
        told = "compare this machine's clock with the database's"
        return DatabaseError(f"{cause.diag.message_primary}: {told} ({cause.sqlstate})")
    if cause.sqlstate is None:
        return DatabaseError(f"the database cannot be reached, or the connection broke ({name})")
    return DatabaseError(f"the database failed ({name}, {cause.sqlstate})")


@contextmanager
def declared() -> Iterator[None]:
    """
    Turn what psycopg itself raises into a declared error, as the engine's connections do.

    Raises:
        PortError: The database cannot be reached or refused a statement.
        ConflictError: Somebody else is changing the same things.
    """
    try:
        yield
    except psycopg.Error as error:
        raise _declared(error) from error


@contextmanager
def readable(thing: str) -> Iterator[None]:
    """
    Turn whatever stored rows provoke in their domain into a declared error.

    Args:
        thing: What the rows hold, for the message.

    Raises:
        UnreadableRowError: The rows break a rule of the domain.
    """
    try:
        yield
    except (LookupError, TypeError, ValueError) as error:
        message = f"a stored {thing} cannot be read: {type(error).__name__}"
        raise UnreadableRowError(message) from error
