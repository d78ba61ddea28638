"""
Stored challenges: digests of the one-time codes that were sent.
"""

from datetime import datetime

import attrs
from sqlalchemy import (
    Column,
    Connection,
    Index,
    LargeBinary,
    RowMapping,
    Table,
    Text,
    Uuid,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from dastern_core.identity import Challenge, Channel, Identifier, OtpPurpose
from dastern_core.kernel import ConflictError
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.engine import readable
from dastern_postgres.whole_rows import add_values, change_row

__all__ = ["PostgresChallenges", "challenges"]

challenges = Table(
    "challenges",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("channel", member_of(Channel), nullable=False),
    Column("identifier", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("purpose", member_of(OtpPurpose), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("guesses", ARRAY(Instant), nullable=False),
    Column("used_at", Instant),
    Index(None, "identifier", "device", "issued_at"),
    Index(None, "issued_at"),
    comment="One-time codes by their keyed digests (AUTH-22).",
)


class PostgresChallenges:
    """
    The challenges, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def recent(
        self, identifier: Identifier, *, device: str, since: datetime
    ) -> tuple[Challenge, ...]:
        """
        Load what was sent to an identifier from an instant on, and hold the two.
        """
        # There may be no row to lock yet; another's lock of the same number costs a wait.
        held = f"challenges/{identifier.value}/{device}"
        self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(held, 0))))
        stored = challenges.c
        found = self._connection.execute(
            select(challenges)
            .where(
                stored.identifier == identifier.value,
                stored.channel == identifier.channel,
                stored.device == device,
                stored.issued_at >= since,
            )
            .order_by(stored.issued_at, stored.id)
        )
        with readable("challenge"):
            return tuple(_challenge(row) for row in found.mappings())

    def add(self, challenge: Challenge) -> None:
        """
        Store a challenge that was issued.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        add_values(self._connection, challenges, _values(challenge), taken=_taken)

    def change(self, challenge: Challenge, *, expected: Challenge) -> None:
        """
        Store a guess or a use: compare-and-set.

        Raises:
            ConflictError: It was guessed or used meanwhile, or is not stored.
        """
        stored = challenges.c
        change_row(
            self._connection,
            challenges,
            (stored.id == challenge.id)
            & (stored.guesses == list(expected.guesses))
            & stored.used_at.is_not_distinct_from(expected.used_at),
            {"guesses": list(challenge.guesses), "used_at": challenge.used_at},
            message="the code was tried meanwhile: try again",
        )

    def clear(self, *, issued_before: datetime) -> int:
        """
        Delete what was issued before an instant, and tell how many.
        """
        old = challenges.c.issued_at < issued_before
        return self._connection.execute(delete(challenges).where(old)).rowcount


def _values(challenge: Challenge) -> dict[str, object]:
    return attrs.asdict(challenge, recurse=False) | {
        "channel": challenge.identifier.channel,
        "identifier": challenge.identifier.value,
        "guesses": list(challenge.guesses),
    }


def _challenge(row: RowMapping) -> Challenge:
    return Challenge(
        id=row["id"],
        identifier=Identifier(channel=row["channel"], value=row["identifier"]),
        purpose=row["purpose"],
        digest=row["digest"],
        issued_at=row["issued_at"],
        guesses=tuple(row["guesses"]),
        used_at=row["used_at"],
        device=row["device"],
    )


def _taken() -> ConflictError:
    return ConflictError("the challenge is stored already")
