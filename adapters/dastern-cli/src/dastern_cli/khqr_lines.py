"""
KHQR objects: the JSON that ``dastern khqr`` takes and gives, in lines and for one code.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

import attrs

from dastern_cli.json_lines import Row
from dastern_cli.output import error_fields
from dastern_core import khqr
from dastern_core.kernel import Currency, DasternError, Fault, InvalidInputError

__all__ = [
    "at_its_moment",
    "decode_row",
    "encode_row",
    "error_row",
    "payload_of",
    "verdict_row",
    "verify_row",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS: dict[object, type[khqr.Individual | khqr.Merchant]] = {
    "individual": khqr.Individual,
    "merchant": khqr.Merchant,
}
_MOST_PLACES = 20  # more than an amount has, and few enough to write out
_SEVERAL: frozenset[type] = frozenset({dict, list})
_FIELDS = {kind: frozenset(attrs.fields_dict(one)) for kind, one in _KINDS.items()}
_REQUIRED = {
    kind: {one.name: "" for one in attrs.fields(value) if one.default is attrs.NOTHING}
    for kind, value in _KINDS.items()
}
_EVERY_FIELD = tuple(
    dict.fromkeys(one.name for value in _KINDS.values() for one in attrs.fields(value))
)


def at_its_moment(row: Callable[[Row, datetime], Row], *, now: datetime) -> Callable[[Row], Row]:
    """
    Give each object's own ``now`` to what answers it.

    Args:
        row: What to do with an object and its moment.
        now: The moment of objects that do not say theirs.
    """
    return lambda given: row(given, _now(given, now))


def encode_row(given: Row, now: datetime) -> Row:
    """
    Encode the account that an object describes; empty values are dropped.

    Raises:
        InvalidInputError: It breaks a rule.
    """
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise _fault(field="kind", problem="is neither individual nor merchant", remedy="Give one.")
    fields = {**_REQUIRED[kind], **given}
    del fields["kind"]
    if not _SEVERAL.isdisjoint(map(type, fields.values())):
        name = next(name for name, value in fields.items() if type(value) in _SEVERAL)
        raise _fault(field=name, problem="holds several values", remedy="Give one.")
    fields.pop("now", None)
    amount = fields.get("amount")
    if isinstance(amount, Decimal):
        fields["amount"] = _number_text(amount)
    if not _FIELDS[kind].issuperset(fields):
        fields = _known(fields, _FIELDS[kind], kind)
    # A value tidies what it is given and encoding judges it, whatever its type.
    qr = khqr.encode(_KINDS[kind](**cast("dict[str, Any]", fields)), now=now)
    return {"qr": qr, "md5": khqr.md5(qr)}


def _number_text(number: Decimal) -> str:
    """
    Write a JSON number as the SDK's language would: ``100.0`` is 100, ``1.500`` is 1.5.

    It is not rounded; a huge or a tiny one stays in a form that no amount has.
    """
    if abs(number.adjusted()) > _MOST_PLACES:
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def decode_row(given: Row) -> Row:
    """
    Decode an object's payload into every field's name and value, absent ones null.

    Raises:
        InvalidInputError: It cannot be read.
    """
    account = khqr.decode(payload_of(given))
    fields = dict.fromkeys(_EVERY_FIELD) | attrs.asdict(account, recurse=False)
    if isinstance(account.currency, Currency):
        fields["currency"] = int(account.currency.value)
    kind = next(name for name, one in _KINDS.items() if isinstance(account, one))
    return {"fields": {"kind": kind, **fields}}


def verify_row(given: Row, now: datetime) -> Row:
    """
    Judge an object's payload.
    """
    return verdict_row(khqr.verify(payload_of(given), now=now))


def verdict_row(verdict: khqr.Verdict) -> Row:
    """
    Give a verdict as JSON; doubts only where there are any.
    """
    row: Row = {"valid": verdict.valid, "problems": _problem_rows(verdict.problems)}
    return {**row, "doubts": _problem_rows(verdict.doubts)} if verdict.doubts else row


def _problem_rows(problems: tuple[khqr.Problem, ...]) -> list[Row]:
    return [
        {"code": one.code, "sdk_code": one.sdk_code, "tag": one.tag, "message": one.message}
        for one in problems
    ]


def error_row(error: DasternError) -> Row:
    """
    Give an error as JSON: its first problem, which is the one the official SDK reports.
    """
    first = error.problems[0] if isinstance(error, khqr.KhqrError) else None
    code, sdk_code = (first.code, first.sdk_code) if first else (error.code, None)
    return {"error": {**error_fields(error), "code": code, "sdk_code": sdk_code}}


def _known(fields: Row, names: frozenset[str], kind: str) -> Row:
    """
    Leave out empty values of fields that the kind does not have, and refuse other values.
    """
    faults = [
        Fault(field=name, problem=f"is no field of kind {kind}", remedy="Leave it out.")
        for name, value in fields.items()
        if name not in names and value
    ]
    if faults:
        raise InvalidInputError(*faults)
    return {name: value for name, value in fields.items() if name in names}


def _now(given: Row, default: datetime) -> datetime:
    match given.get("now"):
        case None:
            return default
        case bool():
            pass
        case int() | Decimal() as value:
            with suppress(OverflowError, ValueError):
                return _EPOCH + timedelta(milliseconds=float(value))
    remedy = "Give milliseconds since 1970, such as 1767225600000."
    raise _fault(field="now", problem="is no moment", remedy=remedy)


def payload_of(given: Row) -> str:
    """
    Give an object's payload.

    Raises:
        InvalidInputError: There is none, or it is no text.
    """
    text = given.get("qr")
    if not isinstance(text, str):
        raise _fault(field="qr", problem="is not text", remedy="Give the payload as text.")
    return text


def _fault(*, field: str, problem: str, remedy: str) -> InvalidInputError:
    return InvalidInputError(Fault(field=field, problem=problem, remedy=remedy))
