"""
The fields of a medicine in a request, beside how it is taken.
"""

from typing import Final

from dastern_cli.json_lines import Row
from dastern_core.kernel import Fault, InvalidInputError, Quantity, parse_amount

__all__ = ["read_object", "read_quantity", "read_text"]

_LONGEST: Final = 200


def read_quantity(given: object) -> Quantity | None:
    """
    Read an exact amount and its unit; None where there is none.

    Raises:
        InvalidInputError: It is no amount, or has no unit.
    """
    if given is None:
        return None
    fields = read_object(given)
    unit = read_text(fields, "unit")
    if unit is None:
        remedy = 'Write {"value": 20, "unit": "tablet"}.'
        raise InvalidInputError(Fault(field="quantity.unit", problem="is missing", remedy=remedy))
    value = parse_amount(str(fields.get("value")), field="quantity.value")
    return Quantity(value=value, unit=unit)


def read_text(fields: Row, name: str) -> str | None:
    """
    Read a short text; None where there is none.

    Raises:
        InvalidInputError: It is no text, blank or too long.
    """
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value.strip() and len(value) <= _LONGEST:
        return value.strip()
    remedy = f"Write 1 to {_LONGEST} characters."
    raise InvalidInputError(Fault(field=name, problem="is no such text", remedy=remedy))


def read_object(value: object) -> Row:
    """
    Read an object.

    Raises:
        InvalidInputError: It is none.
    """
    if isinstance(value, dict):
        return value
    remedy = "Write an object in braces."
    raise InvalidInputError(Fault(field="value", problem="is not an object", remedy=remedy))
