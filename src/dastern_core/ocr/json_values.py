"""
JSON values: what JSON can say, and how it is taken apart, each fault with its place.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "InvalidDraftError",
    "JsonValue",
    "json_of",
    "list_of",
    "member_of",
    "number_of",
    "object_of",
    "share_of",
    "text_of",
    "whole_of",
    "wrong",
]

JsonValue = None | bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
"""
What JSON can say.
"""

_T = TypeVar("_T")

_HALF = re.compile(r"[\ud800-\udfff]")  # of a sign; no file can be written with it

_LARGEST = 1_000_000  # pages, or pixels from an edge; no page has so many


class InvalidDraftError(InvalidInputError):
    """
    The text is no draft.
    """

    code = "invalid_draft"


def json_of(text: str, field: str, *, longest: int) -> object:
    """
    Read a text as JSON.

    Args:
        text: From outside.
        field: What to call it.
        longest: The most characters.

    Raises:
        InvalidDraftError: It is longer, or no JSON.
    """
    if len(text) > longest:
        raise wrong(
            field=field, problem=f"is longer than {longest // 1_000_000} million characters"
        )
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise wrong(field=field, problem="is not JSON") from error


def wrong(*, field: str, problem: str) -> InvalidDraftError:
    """
    Give the error of one place.
    """
    remedy = "Give what the review page saved, or `dastern scan --json` wrote, as it is."
    return InvalidDraftError(Fault(field=field, problem=problem, remedy=remedy))


def object_of(value: object, field: str) -> Mapping[str, object]:
    """
    Take an object.
    """
    if not isinstance(value, dict):
        raise wrong(field=field, problem="is not an object")
    return value


def list_of(value: object, field: str) -> Sequence[object]:
    """
    Take a list.
    """
    if not isinstance(value, list):
        raise wrong(field=field, problem="is not a list")
    return value


def text_of(value: object, field: str) -> str:
    """
    Take a text.
    """
    if not isinstance(value, str) or _HALF.search(value):
        raise wrong(field=field, problem="is not text")
    return value


def member_of(kind: Callable[[str], _T], value: object, field: str) -> _T:
    """
    Take a member of an enumeration.
    """
    try:
        return kind(text_of(value, field))
    except ValueError as error:
        raise wrong(field=field, problem="is not one of the known words") from error


def number_of(value: object, field: str) -> float:
    """
    Take a number that is no truth value.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(field=field, problem="is not a number")
    if not abs(value) <= _LARGEST:  # nor NaN, which JSON does not know and Python reads
        raise wrong(field=field, problem="is not a number of a page")
    return float(value)


def whole_of(value: object, field: str) -> int:
    """
    Take a whole number from 1.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LARGEST:
        raise wrong(field=field, problem="is not a whole number from 1")
    return value


def share_of(value: object, field: str) -> float:
    """
    Take a number between 0 and 1.
    """
    share = number_of(value, field)
    if not 0 <= share <= 1:
        raise wrong(field=field, problem="is not between 0 and 1")
    return share
