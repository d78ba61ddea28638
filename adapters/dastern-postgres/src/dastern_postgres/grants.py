"""
Stored grants: what a patient allows one person, and within which scope.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKeyConstraint,
    Integer,
    Table,
    Uuid,
    delete,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import AccountId, PatientId, Period
from dastern_core.permissions import AccessLevel, Grant, Scope
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.engine import readable

__all__ = ["PostgresGrants", "grant_scopes", "grants"]

grants = Table(
    "grants",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("grantee_id", Uuid, primary_key=True, index=True),
    Column("level", member_of(AccessLevel), nullable=False),
    Column("alerts_enabled", Boolean, nullable=False),
    CheckConstraint("patient_id <> grantee_id", name="two"),
    comment="What a patient allows one person (CON-05 to CON-08).",
)

grant_scopes = Table(
    "grant_scopes",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("grantee_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("prescription_id", Uuid),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    ForeignKeyConstraint(
        ["patient_id", "grantee_id"],
        ["grants.patient_id", "grants.grantee_id"],
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["prescription_id", "patient_id"], ["prescriptions.id", "prescriptions.patient_id"]
    ),
    CheckConstraint(
        "(prescription_id IS NULL) = (starts_at IS NOT NULL AND ends_at IS NOT NULL)",
        name="one_kind",
    ),
    comment="A prescription or a time that SELECTED opens.",
)


class PostgresGrants:
    """
    The grants, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, grant: Grant) -> None:
        """
        Store a grant with its scope, in place of the one before.
        """
        values = {"level": grant.level, "alerts_enabled": grant.alerts_enabled}
        pair = {"patient_id": grant.patient_id, "grantee_id": grant.grantee_id}
        self._connection.execute(
            insert(grants)
            .values(**pair, **values)
            .on_conflict_do_update(index_elements=list(pair), set_=values)
        )
        chosen = grant_scopes.c
        self._connection.execute(
            delete(grant_scopes)
            .where(chosen.patient_id == grant.patient_id)
            .where(chosen.grantee_id == grant.grantee_id)
        )
        parts: list[dict[str, object]] = [
            {"prescription_id": one, "starts_at": None, "ends_at": None}
            for one in sorted(grant.scope.prescriptions)
        ]
        parts += [
            {"prescription_id": None, "starts_at": one.start, "ends_at": one.end}
            for one in grant.scope.periods
        ]
        if parts:
            rows = [{**pair, "number": number, **part} for number, part in enumerate(parts)]
            self._connection.execute(insert(grant_scopes), rows)

    def get(self, patient_id: PatientId, grantee_id: AccountId) -> Grant | None:
        """
        Load a grant; None where nothing was ever allowed.
        """
        given = (
            self._connection.execute(
                select(grants)
                .where(grants.c.patient_id == patient_id)
                .where(grants.c.grantee_id == grantee_id)
            )
            .mappings()
            .one_or_none()
        )
        if given is None:
            return None
        chosen = self._connection.execute(
            select(grant_scopes)
            .where(grant_scopes.c.patient_id == patient_id)
            .where(grant_scopes.c.grantee_id == grantee_id)
            .order_by(grant_scopes.c.number)
        )
        parts = chosen.mappings().all()
        with readable("grant"):
            scope = Scope(
                prescriptions=frozenset(
                    one["prescription_id"] for one in parts if one["prescription_id"] is not None
                ),
                periods=tuple(
                    Period(start=one["starts_at"], end=one["ends_at"])
                    for one in parts
                    if one["prescription_id"] is None
                ),
            )
            return Grant(**given, scope=scope)

    def clear(self, patient_id: PatientId, grantee_id: AccountId) -> None:
        """
        Remove a grant, where there is one; its scope goes with it.
        """
        self._connection.execute(
            delete(grants)
            .where(grants.c.patient_id == patient_id)
            .where(grants.c.grantee_id == grantee_id)
        )
