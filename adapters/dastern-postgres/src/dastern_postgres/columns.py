"""
Columns: how exact values are spelled in the database.
"""

from datetime import UTC, datetime
from enum import Enum
from fractions import Fraction

from sqlalchemy import DateTime, Dialect, MetaData, Text, TypeDecorator
from sqlalchemy import Enum as EnumColumn

from dastern_core.kernel import Quantity

__all__ = ["ExactFraction", "Instant", "member_of", "metadata", "payment_metadata", "quantity"]

_NAMES = {
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "pk": "%(table_name)s_pkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
}

metadata = MetaData(naming_convention=_NAMES)
"""
The tables of the medical database, named as PostgreSQL itself would name their constraints.
"""

payment_metadata = MetaData(naming_convention=_NAMES)
"""
The tables of the payment database, which shares none with the medical one (PAY-35).
"""

_LONGEST_MEMBER = 64  # room for members to come: a longer name needs no migration


class Instant(TypeDecorator[datetime]):
    """
    An aware instant, stored as ``timestamptz`` and given back in UTC.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """
        Give the instant in UTC, whatever the session's time zone.
        """
        del dialect
        return None if value is None else value.astimezone(UTC)


class ExactFraction(TypeDecorator[Fraction]):
    """
    An exact amount, stored as text such as ``3`` or ``1/3``.

    No numeric type of the database holds a third of a tablet.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        """
        Write the fraction in lowest terms.
        """
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        """
        Read the fraction back.
        """
        del dialect
        return None if value is None else Fraction(value)


def member_of(kind: type[Enum]) -> EnumColumn:
    """
    Give the type of a column that holds members of an enumeration, by their values.
    """
    return EnumColumn(
        kind,
        native_enum=False,
        length=_LONGEST_MEMBER,
        values_callable=lambda members: [member.value for member in members],
    )


def quantity(value: Fraction | None, unit: str | None) -> Quantity | None:
    """
    Put an amount together from its two columns; None where both are empty.
    """
    return None if value is None or unit is None else Quantity(value=value, unit=unit)
