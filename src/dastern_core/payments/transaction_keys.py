"""
Transaction keys: by what a payment can be looked up at the bank.

The MD5 of a KHQR payload is known before anybody pays; the other keys come from the
bank's record or from the payer's receipt. Source: the Bakong Open API 1.0.5, sections 3 to
10, as public copies show it (``docs/how-to/accept-a-payment.md`` names them).
"""

import re
from collections.abc import Callable

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Money

__all__ = [
    "ExternalKey",
    "HashKey",
    "InstructionKey",
    "Md5Key",
    "ShortHashKey",
    "TransactionKey",
]

_LONGEST_REFERENCE = 100  # ours: the bank documents no length, real references have 16


def _lower(text: str) -> str:
    return text.lower()


def _digits(count: int, *, remedy: str) -> Callable[[object, "attrs.Attribute[str]", str], None]:
    """
    Make a validator for so many lower-case hex digits.
    """
    form = re.compile(rf"[0-9a-f]{{{count}}}")

    def check(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
        if form.fullmatch(value) is None:
            problem = f"is not {count} hexadecimal digits"
            raise InvalidInputError(Fault(field=attribute.name, problem=problem, remedy=remedy))

    return check


def _check_reference(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    if not (0 < len(value) <= _LONGEST_REFERENCE and value.isprintable()):
        problem = f"is not 1 to {_LONGEST_REFERENCE} printable characters"
        remedy = "Copy the reference as the receipt shows it."
        raise InvalidInputError(Fault(field=attribute.name, problem=problem, remedy=remedy))


@attrs.frozen(kw_only=True)
class Md5Key:
    """
    The code that was shown to the payer.

    Args:
        md5: The MD5 of the whole KHQR payload, as ``dastern_core.khqr.md5`` gives it.

    Raises:
        InvalidInputError: It is not 32 hexadecimal digits.

    Source:
        Rules PAY-09, PAY-27.
    """

    md5: str = attrs.field(
        converter=_lower,
        validator=_digits(32, remedy="Give dastern_core.khqr.md5(payload)."),
    )


@attrs.frozen(kw_only=True)
class HashKey:
    """
    One transaction, by its full hash.

    Args:
        hash: 64 hexadecimal digits.

    Raises:
        InvalidInputError: It is anything else.
    """

    hash: str = attrs.field(
        converter=_lower,
        validator=_digits(64, remedy="Give the bank's whole hash, or use ShortHashKey."),
    )


@attrs.frozen(kw_only=True)
class ShortHashKey:
    """
    One transaction, by what a receipt shows.

    Args:
        short_hash: The first 8 hexadecimal digits of its hash.
        amount: What was paid, because a short hash alone is not unique.

    Raises:
        InvalidInputError: The short hash is anything else.
    """

    short_hash: str = attrs.field(
        converter=_lower,
        validator=_digits(8, remedy="Give the first 8 digits of the hash."),
    )
    amount: Money


@attrs.frozen(kw_only=True)
class InstructionKey:
    """
    One transaction, by the reference of the payer's instruction.

    Args:
        reference: 1 to 100 printable characters.

    Raises:
        InvalidInputError: It is anything else.
    """

    reference: str = attrs.field(validator=_check_reference)


@attrs.frozen(kw_only=True)
class ExternalKey:
    """
    One transaction, by the reference that the payer's bank gave it.

    Args:
        reference: 1 to 100 printable characters.

    Raises:
        InvalidInputError: It is anything else.
    """

    reference: str = attrs.field(validator=_check_reference)


TransactionKey = Md5Key | HashKey | ShortHashKey | InstructionKey | ExternalKey
"""
Any of the keys.
"""
