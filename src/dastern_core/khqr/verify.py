"""
Verify: whether a scanned KHQR may be paid now, and everything that is wrong with it.

The verdict is the official SDK's on every text that the SDK can read
(``tests/vectors/khqr/decode.jsonl``); what makes it hang is refused. Problems stand in
the SDK's order of checks, after what stopped the reading. What the SDK passes over and no
payer should is a doubt.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from datetime import datetime

import attrs

from dastern_core.kernel import Currency
from dastern_core.khqr import tags
from dastern_core.khqr.amount import is_amount, is_exact
from dastern_core.khqr.canonical import canonical, numbers
from dastern_core.khqr.checksums import checksum_holds
from dastern_core.khqr.payload import milliseconds
from dastern_core.khqr.problems import Problem, problem
from dastern_core.khqr.reading import Fault, absences, malformed, read
from dastern_core.khqr.tlv import Element, split, units

__all__ = ["Verdict", "verify"]

_DYNAMIC = "12"
_PAYEES = frozenset({"29", "30"})
_ACCOUNT = "00"
_LANGUAGE = "64"
_CURRENCIES = {one.value: one for one in Currency}
_JUDGED = numbers(
    *("initiation", "bakong_account_id", "currency", "amount"),
    *("creation_timestamp", "expiration_timestamp"),
)
_FIRST_OF_WIDTH = 10**12  # thirteen digits


@attrs.frozen(kw_only=True)
class Verdict:
    """
    What is wrong with a scanned code.

    Args:
        problems: Empty where the official SDK calls the code valid.
        doubts: What the SDK does not look at: an amount that is none, an expiration that
            stands before the tag that makes the code dynamic, two payees or two names of
            which readers take different ones. A person decides, after asking the payee.
    """

    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...] = ()

    @property
    def valid(self) -> bool:
        """
        Whether nothing is wrong by the official SDK's rules.
        """
        return not self.problems

    @property
    def sound(self) -> bool:
        """
        Whether nothing is wrong and nothing doubtful: the code may be paid unseen.
        """
        return not self.problems and not self.doubts


_SOUND = Verdict(problems=())


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
    if isinstance(text, str):
        form = canonical(units(text))
        if form is not None and _may_be_paid(form, instant) and checksum_holds(text):
            return _SOUND
    return _judged(text, instant)


def _may_be_paid(form: re.Match[str], now: int) -> bool:
    """
    Tell whether a payload in canonical form keeps the rules that no pattern can tell.
    """
    initiation, account, currency, amount, creation, expiration = form.group(*_JUDGED)
    if "@" not in account:
        return False
    if amount is None:
        return initiation != _DYNAMIC and expiration is None
    return (
        initiation == _DYNAMIC
        and expiration is not None
        and is_amount(amount[2:], _CURRENCIES[currency])
        and int(creation) <= int(expiration) >= now
    )


def _judged(text: str, instant: int) -> Verdict:
    """
    Judge a payload tag by tag.
    """
    elements, found, stopped = read(text)
    problems = list(stopped)
    if not checksum_holds(text):
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
    more = [one for one in _doubts(found, instant) if one not in problems]
    return Verdict(problems=tuple(problems), doubts=(*_repetitions(elements), *more))


def _dynamic_faults(found: Container[str], *, dynamic: bool) -> list[Problem]:
    # PAY-20; vectors "01=12 no amount", "no 01 with 54, no 99".
    problems = []
    if dynamic and "54" not in found:
        problems.append(tags.AMOUNT.problem("invalid_dynamic_khqr"))
    if "99" not in found and (dynamic or "54" in found):
        problems.append(tags.EXPIRATION.problem("expiration_timestamp_required"))
    return problems


def _repetitions(elements: list[Element]) -> Iterator[Problem]:
    """
    Name what stands more than once: another reader may take another one of them.

    Vectors "dup 59 non-adjacent", "29 then 30".
    """
    times: Counter[str] = Counter()
    for tag, value in elements:
        times["29" if tag in _PAYEES else tag] += 1
        if tag in tags.PARTS:
            times.update(f"{tag}.{key}" for key, _ in split(value)[0])
    return (
        problem("repeated_tag", field="payload", tag=place)
        for place, often in times.items()
        if often > 1
    )


def _doubts(found: Mapping[str, str], now: int) -> Fault:
    # EMV 4.7.7 and PAY-20; vectors "usd amount 1,000", "01 after 99 bypasses expiry".
    amount, currency = found.get("54", ""), _CURRENCIES.get(found.get("53", ""))
    if not amount or currency is None:
        return ()
    exact = is_exact(amount, currency) or tags.AMOUNT.judge(amount, len(amount))
    return (
        *(() if exact else (tags.AMOUNT.problem("amount_not_exact"),)),
        *(_timestamp_faults(found["99"], now) if "99" in found else ()),
    )


def _template_faults(tag: str, value: str) -> list[Problem]:
    inner, stop = split(value)
    problems = [] if stop is None else [malformed(tag)]
    present = dict(inner)  # of a repeated part the last counts
    if tag in _PAYEES:  # PAY-22; vector "29 unknown sub only"
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
    preference, name, _ = tags.LANGUAGE  # PAY-28; vectors "64 city only", "64 name 26"
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
    # PAY-20; vectors "exp letters", "exp 10 digits", "before creation time", "long expired".
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
