"""
Reading: a payload split into its tags, as far as it can be, and what stopped it.
"""

from collections.abc import Set as AbstractSet

from dastern_core.khqr import tags
from dastern_core.khqr.problems import Problem, problem
from dastern_core.khqr.tlv import Element, split, units

__all__ = ["Fault", "absences", "malformed", "read"]

_REQUIRED = frozenset(tags.REQUIRED) - {"29"}

Fault = tuple[Problem, ...]
"""
What stopped a reading: one problem or none.
"""


def read(text: str) -> tuple[list[Element], dict[str, str], Fault]:
    """
    Split a payload into its tags, as far as it can be read.

    Args:
        text: Any text.

    Returns:
        The elements in their order, values in UTF-16 code units; the last value of each
        tag; and what stopped the reading: a length that is none, or a tag directly
        after itself.
    """
    if not isinstance(text, str):
        return [], {}, (problem("not_text", field="payload", tag=""),)
    narrow = units(text)
    elements, stop = split(narrow)
    found = dict(elements)
    repeated = len(found) < len(elements) or ("29" in found and "30" in found)
    place = _duplicate(elements) if repeated else None
    if place is not None:
        fault = problem("duplicate_tag", field="payload", tag=elements[place][0])
        return elements[:place], dict(elements[:place]), (fault,)
    return elements, found, () if stop is None else (malformed(narrow[stop : stop + 2]),)


def malformed(tag: str) -> Problem:
    """
    Say that the text cannot be read at a tag.
    """
    return problem("malformed_tlv", field="payload", tag=tag)


def absences(present: AbstractSet[str]) -> list[Problem]:
    """
    Name each required tag that is absent, in the official SDK's order.

    Source:
        Rule PAY-30.
    """
    if present >= _REQUIRED and ("29" in present or "30" in present):
        return []
    return [
        field.problem(field.missing)
        for tag, field in tags.REQUIRED.items()
        if field.missing and tag not in present and not (tag == "29" and "30" in present)
    ]


def _duplicate(elements: list[Element]) -> int | None:
    """
    Find the first tag that follows itself, as the official SDK does.

    It takes 30 for 29, but only in the tag that it has passed, so that it goes on after
    30 and 30 and stops at 30 and 29 (vectors ``29 then 29``, ``30 then 30``).
    """
    last = ""
    for place, (tag, _) in enumerate(elements):
        if tag == last:
            return place
        last = "29" if tag == "30" else tag
    return None
