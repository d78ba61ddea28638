"""
Stored actors: as what each account may act, and which hospital has whom.
"""

import attrs
from sqlalchemy import Boolean, Column, Connection, ForeignKey, Table, Uuid, select
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import (
    AccountId,
    ActorRole,
    Fault,
    HospitalId,
    InvalidInputError,
    PatientId,
)
from dastern_core.permissions import Actor
from dastern_postgres.columns import member_of, metadata
from dastern_postgres.whole_rows import load_row

__all__ = ["PostgresActors", "actors", "administrators", "hospital_patients"]

actors = Table(
    "actors",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("role", member_of(ActorRole), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("is_verified", Boolean, nullable=False),
    Column("hospital_id", Uuid),
    comment="As what each account may act.",
)

administrators = Table(
    "administrators",
    metadata,
    Column("account_id", Uuid, ForeignKey("actors.account_id"), primary_key=True),
    Column("is_active", Boolean, nullable=False),
    comment="The administrators among them, where the policy of actors can look.",
)

hospital_patients = Table(
    "hospital_patients",
    metadata,
    Column("hospital_id", Uuid, primary_key=True),
    Column("patient_id", Uuid, primary_key=True),
    comment="Which hospital has which patient (RBAC-19).",
)


class PostgresActors:
    """
    The actors, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, actor: Actor) -> None:
        """
        Store an actor, in place of what was stored of the account before.

        Raises:
            InvalidInputError: It is the system, which has no account.
        """
        if actor.account_id is None:
            remedy = "Store accounts."
            raise InvalidInputError(Fault(field="actor", problem="is the system", remedy=remedy))
        values = attrs.asdict(actor, recurse=False)
        self._replace(actors, values)
        administers = actor.role is ActorRole.ADMIN and actor.is_active
        former = self._connection.scalar(
            select(administrators.c.is_active).where(
                administrators.c.account_id == actor.account_id
            )
        )
        if administers or former is not None:
            self._replace(
                administrators, {"account_id": actor.account_id, "is_active": administers}
            )

    def get(self, account_id: AccountId) -> Actor:
        """
        Load an actor.

        Raises:
            NotFoundError: Nobody acts with this account.
        """
        return load_row(self._connection, actors, Actor, actors.c.account_id == account_id)

    def admit(self, hospital_id: HospitalId, patient_id: PatientId) -> None:
        """
        Store that a hospital has a patient; once is as good as twice.
        """
        admission = {"hospital_id": hospital_id, "patient_id": patient_id}
        statement = insert(hospital_patients).values(admission).on_conflict_do_nothing()
        self._connection.execute(statement)

    def hospitals_of(self, patient_id: PatientId) -> frozenset[HospitalId]:
        """
        Give the hospitals that have a patient (RBAC-19).
        """
        admitted = hospital_patients.c
        found = select(admitted.hospital_id).where(admitted.patient_id == patient_id)
        return frozenset(self._connection.scalars(found))

    def _replace(self, table: Table, values: dict[str, object]) -> None:
        statement = insert(table).values(values)
        rest = {name: value for name, value in values.items() if name != "account_id"}
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["account_id"], set_=rest)
        )
