"""
Decode: from the text of a KHQR to the account that it pays.

Decoding reads and does not judge: ``verify`` tells whether a code may be paid. The SDK
decodes in the same way (rule PAY-30, ``tests/vectors/khqr/decode.jsonl``): tags in any
order, unknown ones passed over, of a repeated one the last counts.
"""

import re
from typing import Any

from dastern_core.kernel import Currency
from dastern_core.khqr import tags
from dastern_core.khqr.amount import amount_text
from dastern_core.khqr.canonical import canonical, numbers
from dastern_core.khqr.payload import Account, Individual, Merchant, tidied
from dastern_core.khqr.problems import KhqrError
from dastern_core.khqr.reading import absences, malformed, read
from dastern_core.khqr.tlv import join_units, split, units

__all__ = ["decode"]

_NAMES = tuple(
    (field.tag, field.name)
    for field in (tags.UNION_PAY, tags.CATEGORY, tags.CURRENCY, tags.AMOUNT, tags.NAME, tags.CITY)
)
_PART_NAMES = {
    tag: {key: field.name for key, field in fields.items()} for tag, fields in tags.PARTS.items()
}
_KINDS: dict[str, type[Account]] = {"29": Individual, "30": Merchant}
_CURRENCIES = {one.value: one for one in Currency}
_TEXTS = tuple(
    field.name
    for field in (
        *(tags.UNION_PAY, tags.AMOUNT, tags.NAME, tags.CITY),
        *(*tags.ADDITIONAL, *tags.LANGUAGE),
    )
)
# The groups of the canonical form whose values have a length, and what each payee calls them.
_TEXT_GROUPS = numbers("bakong_account_id", "first", "second", *_TEXTS)
_OTHER_GROUPS = numbers("payee", "currency", "merchant_category_code", "expiration_timestamp")
_FIELDS = {
    tag: (*(field.name for field in fields), *_TEXTS)
    for tag, fields in (("29", tags.INDIVIDUAL), ("30", tags.MERCHANT))
}


def decode(text: str) -> Account:
    """
    Read the account that a payload pays.

    Args:
        text: A KHQR's text, as a scanner gives it.

    Returns:
        What stands in it, even where ``encode`` would refuse it. The moment of creation
        is not the account's; ``decode_emv`` shows it, and tags unknown to KHQR.

    Raises:
        KhqrError: The text cannot be split into tags, a tag stands twice in a row, or a
            required tag is absent or empty. The checksum is ``verify``'s.

    Example:
        >>> account = decode(
        ...     "00020101021129190015john_smith@devb5204599953031165802KH"
        ...     "5910John Smith6010Phnom Penh63046BFA"
        ... )
        >>> account.bakong_account_id, account.amount
        ('john_smith@devb', None)
    """
    if isinstance(text, str):
        narrow = units(text)
        form = canonical(narrow)
        if form is not None:
            return _canonical_account(form, whole=narrow is text)
    return _account(text)


def _canonical_account(form: re.Match[str], *, whole: bool) -> Account:
    payee, currency, category, expiration = form.group(*_OTHER_GROUPS)
    fields: dict[str, Any] = {
        name: value and value[2:]
        for name, value in zip(_FIELDS[payee], form.group(*_TEXT_GROUPS), strict=True)
    }
    if not whole:
        fields = {name: value and join_units(value) for name, value in fields.items()}
    fields["currency"] = _CURRENCIES[currency]
    fields["merchant_category_code"] = category
    amount = fields["amount"] = amount_text(fields["amount"], fields["currency"])
    fields["expiration_timestamp"] = None if amount is None else expiration and int(expiration)
    if payee == "30":
        fields["merchant_id"] = fields["merchant_id"] or ""
        fields["acquiring_bank"] = fields["acquiring_bank"] or ""
    return tidied(_KINDS[payee], fields)


def _account(text: str) -> Account:
    """
    Read a payload tag by tag, or say what is wrong with it.
    """
    elements, found, fault = read(text)
    present = found.keys() if all(found.values()) else {tag for tag in found if found[tag]}
    problems = [*fault, *absences(present)]
    payee = "30" if "30" in found else "29"
    if payee == "30" and "29" in found:
        payee = next(tag for tag, _ in reversed(elements) if tag in {"29", "30"})
    fields = {name: found[tag] for tag, name in _NAMES if tag in found}
    for tag in (payee, "62", "64", "99"):
        if tag in found:
            inner, stop = split(found[tag])
            if stop is not None:
                problems.append(malformed(tag))
            names = _PART_NAMES[tag]
            for key, part in inner:
                if key in names:
                    fields[names[key]] = part
    if problems:
        raise KhqrError(*problems)
    if units(text) is not text:
        fields = {name: join_units(value) for name, value in fields.items()}
    fields.setdefault("bakong_account_id", "")
    if payee == "29":
        return Individual(**fields)
    fields.setdefault("merchant_id", "")
    fields.setdefault("acquiring_bank", "")
    return Merchant(**fields)
