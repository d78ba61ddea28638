"""
Verify: whether a scanned KHQR may be paid now, and everything that is wrong with it.

The verdict is the official SDK's on every text that the SDK can read
(``tests/vectors/khqr/decode.jsonl``); what makes it hang is refused. Problems stand in
the SDK's order of checks, after what stopped the reading.
"""

from collections.abc import Container
from datetime import datetime

import attrs

from dastern_core.khqr import tags
from dastern_core.khqr.checksums import crc
from dastern_core.khqr.payload import milliseconds
from dastern_core.khqr.problems import Problem, problem
from dastern_core.khqr.reading import Fault, absences, malformed, read
from dastern_core.khqr.tlv import split

__all__ = ["Verdict", "verify"]

_DYNAMIC = "12"
_CRC_HEADER = "6304"
_PAYEES = frozenset({"29", "30"})
_ACCOUNT = "00"
_LANGUAGE = "64"
_CRC_SIZE = 4
_SHORTEST = 12
_FIRST_OF_WIDTH = 10**12  # thirteen digits


@attrs.frozen(kw_only=True)
class Verdict:
    """
    What is wrong with a scanned code.

    Args:
        problems: Empty where the code may be paid.
    """

    problems: tuple[Problem, ...]

    @property
    def valid(self) -> bool:
        """
        Whether nothing is wrong.
        """
        return not self.problems


_VALID = Verdict(problems=())


def verify(text: str, *, now: datetime) -> Verdict:
    """
    Judge the text of a KHQR.

    Args:
        text: As a scanner gives it; any text is answered, in time linear in its length.
        now: The moment at which it is to be paid, aware. A dynamic code may be paid up
            to and including its expiration.

    Returns:
        The verdict with every problem found.

    Raises:
        InvalidInputError: ``now`` is naive.

    Source:
        Rules PAY-20, PAY-26 and PAY-30; EMV QRCPS Merchant-Presented Mode 1.1,
        sections 3.2 and 4.7.

    Example:
        >>> from datetime import UTC
        >>> verdict = verify("0002016304ABCD", now=datetime(2026, 1, 1, tzinfo=UTC))
        >>> verdict.valid, verdict.problems[0].message
        (False, 'payload is not a whole KHQR. Scan it again: a part is missing or damaged.')
    """
    instant = milliseconds(now, field="now")
    elements, found, stopped = read(text)
    problems = list(stopped)
    if not _checksum_holds(text):
        problems.append(problem("khqr_invalid", field="payload", tag="63"))
    problems += _dynamic_faults(found, dynamic=("01", _DYNAMIC) in elements)
    problems += absences(found.keys())
    plain, dynamic = tags.PLAIN, False
    for tag, value in elements:
        if tag in plain:
            fault = plain[tag].judge(value, len(value))
            if fault:
                problems.append(fault)
            if tag == tags.INITIATION.tag:
                dynamic = value == _DYNAMIC
        elif tag == "99":
            problems += _timestamp_faults(value, instant if dynamic else None)
        elif tag in tags.PARTS:
            problems += _template_faults(tag, value)
    return Verdict(problems=tuple(problems)) if problems else _VALID


def _checksum_holds(text: str) -> bool:
    if not isinstance(text, str):
        return False
    if len(text) < _SHORTEST or text[-2 * _CRC_SIZE : -_CRC_SIZE] != _CRC_HEADER:
        return False
    try:
        return crc(text[:-_CRC_SIZE]) == text[-_CRC_SIZE:].upper()
    except UnicodeEncodeError:  # half of a surrogate pair is no character
        return False


def _dynamic_faults(found: Container[str], *, dynamic: bool) -> list[Problem]:
    problems = []
    if dynamic and "54" not in found:
        problems.append(tags.AMOUNT.problem("invalid_dynamic_khqr"))
    if "99" not in found and (dynamic or "54" in found):
        problems.append(tags.EXPIRATION.problem("expiration_timestamp_required"))
    return problems


def _template_faults(tag: str, value: str) -> list[Problem]:
    inner, stop = split(value)
    problems = [] if stop is None else [malformed(tag)]
    present = dict(inner)  # of a repeated part the last counts
    if tag in _PAYEES:
        present.setdefault(_ACCOUNT, "")
    if tag == _LANGUAGE:
        problems += _language_faults(present)
        if "01" not in present:
            present.pop("00", None)  # a preference without a name is judged as a whole
    for key, field in tags.PARTS[tag].items():
        if key in present:
            fault = field.judge(present[key], len(present[key]))
            if fault:
                problems.append(fault)
    return problems


def _language_faults(present: dict[str, str]) -> Fault:
    preference, name, _ = tags.LANGUAGE
    if present.get("00") and not present.get("01"):
        return (name.problem("merchant_name_alternate_language_required"),)
    if "01" in present and "00" not in present:
        return (preference.problem("language_preference_required"),)
    return ()


def _timestamp_faults(value: str, now: int | None) -> Fault:
    inner, stop = split(value)
    if stop is not None:
        return (malformed("99"),)
    if now is None:
        return ()
    present = dict(inner)
    code = _expiration_fault(present.get("01", ""), present.get("00", ""), now)
    return (tags.EXPIRATION.problem(code),) if code else ()


def _expiration_fault(expiration: str, creation: str, now: int) -> str | None:
    until = _milliseconds(expiration)
    if not until:
        return "expiration_timestamp_required"
    if not _FIRST_OF_WIDTH <= until < 10 * _FIRST_OF_WIDTH:
        return tags.EXPIRATION.too_long
    if until < _milliseconds(creation):
        return "expiration_timestamp_in_the_past"
    return "khqr_expired" if until < now else None


def _milliseconds(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() else 0
