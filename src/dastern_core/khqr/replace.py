"""
Replace: a code like another one, with some fields changed.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import attrs

from dastern_core.kernel import Currency, Money
from dastern_core.khqr.checksums import checksum_holds
from dastern_core.khqr.decode import decode
from dastern_core.khqr.encode import encode
from dastern_core.khqr.problems import KhqrError, problem

__all__ = ["replace"]


def replace(
    text: str,
    *,
    now: datetime,
    **changes: Currency | Money | Decimal | datetime | float | str | None,
) -> str:
    """
    Decode a payload, change fields and encode it again.

    Args:
        text: A KHQR's text. Tags unknown to KHQR are left out of the new one.
        now: The new code's moment of creation, aware.
        changes: New values by field name; ``None`` drops a field.

    Returns:
        The new payload, with its own checksum.

    Raises:
        KhqrError: The text cannot be read or is damaged, which a new checksum would hide,
            there is no such field, or the changed account cannot be encoded.
        InvalidInputError: ``now`` is naive.

    Example:
        >>> from datetime import UTC
        >>> shop = "00020101021129070003a@b5204599953031165802KH5901N6010Phnom Penh6304F476"
        >>> replace(shop, now=datetime(2026, 1, 1, tzinfo=UTC), merchant_name="Shop")
        '00020101021129070003a@b5204599953031165802KH5904Shop6010Phnom Penh6304F64D'
    """
    account = decode(text)
    if not checksum_holds(text):
        raise KhqrError(problem("khqr_invalid", field="payload", tag="63"))
    unknown = sorted(changes.keys() - attrs.fields_dict(type(account)).keys())
    if unknown:
        raise KhqrError(*(problem("not_a_field", field=name, tag="") for name in unknown))
    # The values' converters take what callers give here, which no type can say of **changes.
    return encode(attrs.evolve(account, **cast("dict[str, Any]", changes)), now=now)
