"""
Stored families: one row a change, and one for each member who has a seat.
"""

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, Uuid, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import AccountId, ConflictError
from dastern_core.subscriptions import Family, SeatChange, SeatEvent
from dastern_postgres.columns import Instant, member_of, payment_metadata
from dastern_postgres.engine import readable

__all__ = ["PostgresFamilies", "families", "family_changes", "family_members"]

families = Table(
    "families",
    payment_metadata,
    Column("owner_id", Uuid, primary_key=True),
    Column("changes", Integer, nullable=False, comment="how many there are: compare-and-set"),
    comment="One row a payer who has invited somebody (SUB-07).",
)

family_changes = Table(
    "family_changes",
    payment_metadata,
    Column("owner_id", Uuid, ForeignKey("families.owner_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("member_id", Uuid, nullable=False),
    Column("event", member_of(SeatEvent), nullable=False),
    Column("at", Instant, nullable=False),
    comment="Append-only: every change of a family, counted from 0.",
)

family_members = Table(
    "family_members",
    payment_metadata,
    Column("member_id", Uuid, primary_key=True, comment="nobody is in two families (SUB-08)"),
    Column("owner_id", Uuid, ForeignKey("families.owner_id"), nullable=False, index=True),
    comment="One row a member who has a seat.",
)


class PostgresFamilies:
    """
    The families, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, owner_id: AccountId) -> Family:
        """
        Load a payer's family; of who invited nobody, the empty one.
        """
        found = self._connection.execute(
            select(family_changes)
            .where(family_changes.c.owner_id == owner_id)
            .order_by(family_changes.c.number)
        )
        with readable("family"):
            changes = tuple(
                SeatChange(member_id=row["member_id"], event=row["event"], at=row["at"])
                for row in found.mappings()
            )
            return Family(owner_id=owner_id, history=changes)

    def of_member(self, member_id: AccountId) -> Family | None:
        """
        Load the family in which somebody has a seat; None where in none.
        """
        owner_id = self._connection.scalar(
            select(family_members.c.owner_id).where(family_members.c.member_id == member_id)
        )
        return None if owner_id is None else self.get(AccountId(owner_id))

    def append(self, family: Family, *, known: int) -> None:
        """
        Store the changes that a family has gained: compare-and-set.

        Raises:
            ConflictError: It has another number of changes by now, or a new member has a
                seat in another family (SUB-08).
        """
        self._count(family, known=known)
        rows = [
            {
                "owner_id": family.owner_id,
                "number": number,
                "member_id": change.member_id,
                "event": change.event,
                "at": change.at,
            }
            for number, change in enumerate(family.history)
            if number >= known
        ]
        self._connection.execute(insert(family_changes), rows)
        self._connection.execute(
            delete(family_members).where(family_members.c.owner_id == family.owner_id)
        )
        seats = [{"member_id": one, "owner_id": family.owner_id} for one in sorted(family.members)]
        if not seats:
            return
        seated = self._connection.execute(
            insert(family_members).on_conflict_do_nothing().returning(family_members.c.member_id),
            seats,
        )
        if len(seated.all()) != len(seats):
            message = "a member has a seat in another family"
            raise ConflictError(message)

    def _count(self, family: Family, *, known: int) -> None:
        number = len(family.history)
        if known:
            counted = self._connection.scalar(
                update(families)
                .where(families.c.owner_id == family.owner_id)
                .where(families.c.changes == known)
                .values(changes=number)
                .returning(families.c.owner_id)
            )
        else:
            counted = self._connection.scalar(
                insert(families)
                .values(owner_id=family.owner_id, changes=number)
                .on_conflict_do_nothing()
                .returning(families.c.owner_id)
            )
        if counted is None:
            message = "the family has changed by now: load it again"
            raise ConflictError(message)
