"""
Zone names: a time zone by the name that somebody typed.
"""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["named_zone"]


def named_zone(name: object, *, field: str) -> ZoneInfo:
    """
    Give a time zone by its name.

    Args:
        name: Such as ``Asia/Phnom_Penh``.
        field: The option or field that gave it.

    Raises:
        InvalidInputError: There is no such zone.
    """
    try:
        return ZoneInfo(name if isinstance(name, str) else "")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInputError(
            Fault(
                field=field,
                problem="is not a known time zone",
                remedy="Give a name such as Asia/Phnom_Penh.",
            )
        ) from error
