"""
Replies: from what came back over HTTP to the envelope that holds the bank's answer.

Statuses and codes are those of the Bakong Open API 1.0.5 as public copies and clients show
them (``docs/how-to/accept-a-payment.md`` names them). Whatever else arrives is an error.
The bank's own texts are dropped: they may quote what was asked.

JSON is read strictly: a truth value is no number, a text no number, and a field that
stands twice has no value. Where readers could differ, nothing is concluded.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Annotated, TypeVar

import attrs
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from dastern_core.payments import (
    BankAnswerError,
    BankBusyError,
    BankDownError,
    BankError,
    BankForbiddenError,
    BankRefusedError,
    BankTokenError,
)

__all__ = ["Answer", "Part", "Reply", "part", "read_answer", "refusal"]

_SECONDS = re.compile(r"[0-9]{1,6}")
_JSON = re.compile(r"application/json *(?:;.*)?", re.IGNORECASE)
_FIELD = re.compile(r"[A-Za-z0-9_]{1,40}")

_UNAUTHORIZED = 6
_OUTAGE = 9
_FAULTS = {
    4: "The bank could not have the link made",
    7: "The bank's mail server is down",
    _OUTAGE: "The bank cannot reach a server of its own",
}
_REFUSALS = {
    1: "The bank finds no such payment",
    2: "The bank does not serve codes without an amount",
    3: "The bank calls the payment failed",
    5: "The bank misses a field",
    8: "The e-mail address is registered already",
    10: "The e-mail address is not registered",
    11: "The bank has no such account",
    12: "The bank takes this for no account's name",
}


@attrs.frozen(kw_only=True)
class Reply:
    """
    What came back over HTTP.

    Args:
        status: The HTTP status.
        headers: By name, in any case.
        body: Whole, as it was sent.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = attrs.field(repr=False)


class Part(BaseModel):
    """
    A JSON object of the bank's; fields that are not asked for are ignored.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        strict=True,
    )


class Answer(Part):
    """
    The envelope that every answer of the bank comes in.

    Args:
        response_code: 0 where the bank did what was asked, otherwise 1.
        error_code: Why it did not, by the bank's table of 12 codes.
        data: What was asked for; read by what was asked.
    """

    response_code: Annotated[int, Field(ge=0, le=1)]
    error_code: int | None = None
    data: object = Field(default=None, repr=False)


_Model = TypeVar("_Model", bound=Part)


def read_answer(reply: Reply) -> Answer:
    """
    Find the bank's answer in an HTTP reply.

    Args:
        reply: What came back.

    Returns:
        The envelope of success or of a refusal. An HTTP 4xx may hold one: "not found"
        comes as 200 and as 404.

    Raises:
        BankError: The reply holds no answer.

    Source:
        Rule PAY-12.
    """
    _require_admission(reply)
    try:
        answer = _envelope(reply)
    except BankAnswerError as error:
        if reply.status == HTTPStatus.OK:
            raise
        problem = f"The bank answered HTTP {reply.status} without saying why"
        raise BankRefusedError(problem) from error
    if answer.response_code == 0 and reply.status != HTTPStatus.OK:
        problem = f"The bank answered HTTP {reply.status} and success at once"
        raise BankAnswerError(problem)
    if answer.response_code == 0 and answer.error_code is not None:
        problem = "The answer's responseCode says success and its errorCode does not"
        raise BankAnswerError(problem)
    if answer.response_code != 0 and answer.error_code == _OUTAGE and reply.status == HTTPStatus.OK:
        raise refusal(answer)
    return answer


def _require_admission(reply: Reply) -> None:
    status = reply.status
    problem = f"The bank answered HTTP {status}"
    if status == HTTPStatus.UNAUTHORIZED:
        raise BankTokenError(problem)
    if status == HTTPStatus.FORBIDDEN:
        raise BankForbiddenError(problem)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = _wait(reply.headers)
        asked = "" if wait is None else f" and wants {wait.total_seconds():g} seconds of quiet"
        raise BankBusyError(problem + asked, wait=wait)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise BankDownError(problem)
    if status != HTTPStatus.OK and status < HTTPStatus.BAD_REQUEST:
        problem += ", which it never does; no redirect is followed"
        raise BankAnswerError(problem)


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """
    Read for how long not to ask: seconds, or a date (RFC 9110, section 10.2.3).

    A date counts from the reply's own date, so that no clock but the bank's matters.
    """
    text = headers.get("retry-after", "")
    if _SECONDS.fullmatch(text):
        return timedelta(seconds=int(text))
    try:
        until = parsedate_to_datetime(text)
        return max(until - parsedate_to_datetime(headers.get("date", "")), timedelta())
    except (TypeError, ValueError, OverflowError):  # neither, or one of them without a zone
        return None


def _envelope(reply: Reply) -> Answer:
    if _JSON.fullmatch(reply.headers.get("content-type", "")) is None:
        problem = "The answer is not JSON"
        raise BankAnswerError(problem)
    try:
        parsed = json.loads(
            reply.body.decode(), parse_float=Decimal, object_pairs_hook=_each_field_once
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        problem = "The answer's JSON is broken"
        raise BankAnswerError(problem) from error
    return part(Answer, parsed)


def _each_field_once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """
    Refuse an object in which a field stands twice: which of the two counts, nobody knows.
    """
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        named = twice if _FIELD.fullmatch(twice) else "a field"
        problem = f"The answer has {named} twice"
        raise BankAnswerError(problem)
    return fields


def part(model: type[_Model], value: object) -> _Model:
    """
    Read an object of an answer.

    Args:
        model: Its fields.
        value: Parsed JSON.

    Raises:
        BankAnswerError: It is no object, or a field is missing or of another kind.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        fields = sorted({".".join(map(str, one["loc"])) or "data" for one in error.errors()})
        problem = f"The answer has no usable {', '.join(fields)}"
        raise BankAnswerError(problem) from error


def refusal(answer: Answer) -> BankError:
    """
    Give the error that an answer other than success stands for.
    """
    code = answer.error_code
    if code == _UNAUTHORIZED:
        problem = "The bank answered that the token is not accepted"
        return BankTokenError(problem)
    if code in _FAULTS:
        return BankDownError(_FAULTS[code])
    problem = _REFUSALS.get(code or 0, "The bank refused for a reason that it does not document")
    return BankRefusedError(problem, bank_code=code)
