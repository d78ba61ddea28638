"""
Canonical bytes: one spelling for one value, so that its hash means something.

The form is JSON as RFC 8785 (JCS) canonicalises it, without floating-point numbers:
fractions, instants, identifiers and enumerations are written as strings.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from uuid import UUID

from dastern_core.kernel.errors import Fault, InvalidInputError

__all__ = ["canonical_bytes"]

_LARGEST_INTEGER = 2**53 - 1  # RFC 8785, section 3.2.2.3: beyond it readers disagree
_DEEPEST = 32  # a record is flat; a value that holds itself has no end
_LARGEST_PART: int = 10**64  # of a fraction, for the same reason
_LONGEST_DECIMAL = 64  # digits before or after the point, so that 1e999999 is not written out


def canonical_bytes(value: object) -> bytes:
    """
    Spell a value in the one way that every implementation spells it.

    Args:
        value: None, bool, int within 2**53, str, finite Decimal, Fraction, UUID, date,
            aware datetime, Enum (by its value), or a mapping or sequence of these, at most
            32 levels deep. A Decimal is written without exponent or trailing zeros.

    Returns:
        UTF-8 bytes without insignificant space, keys sorted by UTF-16 code units.

    Raises:
        InvalidInputError: The value holds something that has no canonical spelling.

    Example:
        >>> canonical_bytes({"b": 1, "a": [Fraction(1, 2), None]})
        b'{"a":["1/2",null],"b":1}'
    """
    plain = _plain(value, "value", 0)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        problem, remedy = "holds half of a surrogate pair", "Give well-formed Unicode text."
        raise InvalidInputError(Fault(field="value", problem=problem, remedy=remedy)) from error


def _plain(value: object, path: str, depth: int) -> object:
    if depth > _DEEPEST:
        problem, remedy = f"is deeper than {_DEEPEST} levels", "Give a flatter value."
        raise InvalidInputError(Fault(field="value", problem=problem, remedy=remedy))
    if isinstance(value, Enum):
        return _plain(value.value, path, depth)
    if isinstance(value, Mapping):
        ordered = sorted(value, key=lambda key: _utf16(key, path))
        return {key: _plain(value[key], f"{path}.{key}", depth + 1) for key in ordered}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray):
        return [_plain(item, f"{path}[{at}]", depth + 1) for at, item in enumerate(value)]
    return _scalar(value, path)


def _scalar(value: object, path: str) -> object:
    match value:
        case None | bool() | str():
            return value
        case int() if abs(value) <= _LARGEST_INTEGER:
            return value
        case UUID() | Fraction() if not _is_long(value):
            return str(value)
        case Decimal() if value.is_finite() and _is_short(value):
            text = f"{value:f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"
        case datetime() if value.utcoffset() is not None and MINYEAR < value.year < MAXYEAR:
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() if not isinstance(value, datetime):
            return value.isoformat()
    raise InvalidInputError(
        Fault(
            field=path,
            problem=f"has no canonical spelling ({type(value).__name__})",
            remedy="Give text, an exact number, an identifier or an aware instant.",
        )
    )


def _is_short(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return max(number.adjusted(), -int(exponent)) <= _LONGEST_DECIMAL


def _is_long(value: UUID | Fraction) -> bool:
    if isinstance(value, UUID):
        return False
    return max(abs(value.numerator), value.denominator) >= _LARGEST_PART


def _utf16(key: object, path: str) -> bytes:
    if not isinstance(key, str):
        raise InvalidInputError(
            Fault(field=path, problem="has a key that is not text", remedy="Use text as keys.")
        )
    return key.encode("utf-16-be", "surrogatepass")
