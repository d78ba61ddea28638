"""
Schema version: which step a database is at, and which one this release wants.

A store that is opened on an older database would fail at whatever it asks for first, and
say so in the server's words.
"""

import re
from importlib.resources import files

import attrs
from sqlalchemy import Connection, Engine, text

from dastern_postgres.engine import DatabaseError

__all__ = [
    "MEDICAL_STEPS",
    "PAYMENT_STEPS",
    "NotMigratedError",
    "SchemaVersion",
    "require_migrated",
    "steps_of",
    "version_of",
]

MEDICAL_STEPS = "dastern_postgres.migrations.versions"
"""
The package of the patients' database's steps.
"""

PAYMENT_STEPS = "dastern_postgres.payment_migrations.versions"
"""
That of the payments' database.
"""

_NAMES = {MEDICAL_STEPS: "patients'", PAYMENT_STEPS: "payments'"}
_STEP = re.compile(r"v(\d{4})_\w+\.py")
# A login that is a member of no role of the database sees none of its tables.
_SEEN = text(
    "SELECT has_schema_privilege(relnamespace, 'USAGE') AND has_table_privilege(oid, 'SELECT')"
    " FROM pg_class WHERE relname = 'alembic_version' AND relkind = 'r'"
)


class NotMigratedError(DatabaseError):
    """
    The database is not at the step that this release wants.
    """

    code = "not_migrated"


@attrs.frozen(kw_only=True)
class SchemaVersion:
    """
    Where a database stands.

    Args:
        at: The last step that was taken, such as ``"0015"``; None for none.
        wanted: The last step of this release.
    """

    at: str | None
    wanted: str

    @property
    def is_behind(self) -> bool:
        """
        Tell whether a step is missing; a later release's step is none.
        """
        return self.at is None or self.at < self.wanted


def steps_of(package: str) -> tuple[str, ...]:
    """
    Give the steps of a package, oldest first, without running any.
    """
    found = (_STEP.fullmatch(one.name) for one in files(package).iterdir())
    return tuple(sorted(one[1] for one in found if one))


def version_of(connection: Connection, package: str) -> SchemaVersion | None:
    """
    Tell where a database stands.

    Args:
        connection: In a transaction.
        package: `MEDICAL_STEPS` or `PAYMENT_STEPS`.

    Returns:
        The version; None where the login may not see it.

    Raises:
        PortError: The database cannot be reached.
    """
    wanted = steps_of(package)[-1]
    seen = connection.scalar(_SEEN)
    if seen is None:
        return SchemaVersion(at=None, wanted=wanted)
    if not seen:
        return None
    at = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return SchemaVersion(at=at, wanted=wanted)


def require_migrated(engine: Engine, package: str) -> None:
    """
    Refuse a database that lacks a step; where the login may not see it, nothing is refused.

    Raises:
        NotMigratedError: A step is missing.
        PortError: The database cannot be reached.
    """
    with engine.begin() as connection:
        found = version_of(connection, package)
    if found is not None and found.is_behind:
        at = "is not migrated" if found.at is None else f"is at step {found.at}"
        message = f"the {_NAMES[package]} database {at}, and this release wants step {found.wanted}"
        message += ": run dastern migrate as its owner"
        raise NotMigratedError(message)
