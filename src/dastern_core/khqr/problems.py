"""
Problems: what can be wrong with a KHQR, and what to do about it.

Our codes are the SDK's constants in lower case, so that both can be searched for; the
codes without a number are ours alone. Source: the error table of the National Bank's
SDK (npm ``bakong-khqr`` 1.0.20), and for ours ``docs/domains/khqr.md``.
"""

from typing import ClassVar

import attrs

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["KhqrError", "Problem", "problem"]

_SHORTEN = "Shorten it; a Khmer letter counts one, most emoji count two."

# code: (the SDK's number, what is wrong, what to do)
_CODES: dict[str, tuple[int | None, str, str]] = {
    "bakong_account_id_required": (1, "is missing", "Give an account such as name@bank."),
    "merchant_name_required": (2, "is missing", "Give the name that the payer will see."),
    "bakong_account_id_invalid": (3, "has no @", "Give an account such as name@bank."),
    "transaction_amount_invalid": (
        4,
        "is not an exact amount of the currency in at most 13 characters",
        "Give whole riel; for dollars say USD and at most two decimals, such as 1.50.",
    ),
    "merchant_type_required": (5, "is missing", "Add tag 29 (individual) or 30 (merchant)."),
    "bakong_account_id_length_invalid": (6, "is longer than 32", _SHORTEN),
    "merchant_name_length_invalid": (7, "is longer than 25", _SHORTEN),
    "khqr_invalid": (8, "is not a whole KHQR", "Scan it again: a part is missing or damaged."),
    "currency_type_required": (9, "is missing", "Give 116 (riel) or 840 (US dollars)."),
    "bill_number_length_invalid": (10, "is not 1 to 25 long", _SHORTEN),
    "store_label_length_invalid": (11, "is not 1 to 25 long", _SHORTEN),
    "terminal_label_length_invalid": (12, "is not 1 to 25 long", _SHORTEN),
    "payload_format_indicator_length_invalid": (16, "is longer than 2", "Write 01."),
    "point_initiation_length_invalid": (17, "is longer than 2", "Write 11 or 12."),
    "merchant_code_length_invalid": (18, "is longer than 4", "Give four digits, such as 5999."),
    "transaction_currency_length_invalid": (
        19,
        "is longer than 3",
        "Give 116 (riel) or 840 (US dollars).",
    ),
    "country_code_length_invalid": (20, "is longer than 3", "Write KH."),
    "merchant_city_length_invalid": (21, "is longer than 15", _SHORTEN),
    "crc_length_invalid": (22, "is longer than 4", "End with 6304 and four hex digits."),
    "payload_format_indicator_tag_required": (23, "is missing", "Begin with 000201."),
    "crc_tag_required": (24, "is missing", "End with 6304 and four hex digits."),
    "merchant_category_tag_required": (25, "is missing", "Add tag 52, such as 5999."),
    "country_code_tag_required": (26, "is missing", "Add tag 58 with KH."),
    "merchant_city_tag_required": (27, "is missing", "Add tag 60 with the city's name."),
    "unsupported_currency": (
        28,
        "is neither riel nor US dollars",
        "Give 116 (riel) or 840 (US dollars).",
    ),
    "merchant_id_required": (30, "is missing", "Give the number that the bank gave the merchant."),
    "acquiring_bank_required": (31, "is missing", "Give the name of the merchant's bank."),
    "merchant_id_length_invalid": (32, "is longer than 32", _SHORTEN),
    "acquiring_bank_length_invalid": (33, "is longer than 32", _SHORTEN),
    "mobile_number_length_invalid": (
        34,
        "is not 1 to 25 long",
        "Give digits, without + or spaces.",
    ),
    "account_information_length_invalid": (35, "is longer than 32", _SHORTEN),
    "language_preference_required": (
        37,
        "is missing beside an alternate name",
        "Give a language such as km, or leave out the alternate name.",
    ),
    "language_preference_length_invalid": (
        38,
        "is not 1 or 2 long",
        "Give an ISO 639 code, such as km.",
    ),
    "merchant_name_alternate_language_required": (
        39,
        "is missing beside a language preference",
        "Give the name in that language, or leave out the preference.",
    ),
    "merchant_name_alternate_language_length_invalid": (40, "is not 1 to 25 long", _SHORTEN),
    "merchant_city_alternate_language_length_invalid": (41, "is not 1 to 15 long", _SHORTEN),
    "purpose_of_transaction_length_invalid": (42, "is not 1 to 25 long", _SHORTEN),
    "upi_account_information_length_invalid": (43, "is longer than 99", _SHORTEN),
    "upi_account_information_invalid_currency": (
        44,
        "does not go with US dollars",
        "Charge in riel, or leave out the UnionPay account.",
    ),
    "expiration_timestamp_required": (
        45,
        "is missing, and an amount needs one",
        "Give the moment until which the payer may pay.",
    ),
    "khqr_expired": (46, "has passed", "Ask the payee for a new code."),
    "invalid_dynamic_khqr": (
        47,
        "is missing from a dynamic code",
        "Add tag 54, or write 11 (static) in tag 01.",
    ),
    "point_of_initiation_method_invalid": (
        48,
        "is neither 11 nor 12",
        "Write 11 (static) or 12 (dynamic).",
    ),
    "expiration_timestamp_length_invalid": (
        49,
        "is not 13 digits",
        "Give milliseconds since 1970, such as 1767226200000.",
    ),
    "expiration_timestamp_in_the_past": (
        50,
        "is before the creation",
        "Give a later moment, such as in 15 minutes.",
    ),
    "invalid_merchant_category_code": (51, "is not all digits", "Give ISO 18245 digits: 5999."),
    "amount_not_exact": (
        None,
        "is not an exact amount of its currency, though the official SDK accepts it",
        "Do not pay it: ask the payee for a correct code.",
    ),
    "not_text": (None, "is not text that UTF-8 can hold", "Give text, such as INV-001."),
    "not_a_field": (
        None,
        "is not a field of this kind of code",
        "Correct the name or leave it out.",
    ),
    "template_too_long": (
        None,
        "is longer than 99 with its parts",
        "Shorten or leave out some of its parts.",
    ),
    "malformed_tlv": (
        None,
        "cannot be read: two characters of tag and two digits of length must stand there",
        "Scan it again: a part is missing or damaged.",
    ),
    "repeated_tag": (
        None,
        "says something twice, and other readers may take the other one",
        "Do not pay it: ask the payee for a correct code.",
    ),
    "duplicate_tag": (
        None,
        "stands twice in a row, and nothing after it was read",
        "Ask the payee for a correct code.",
    ),
}


@attrs.frozen(kw_only=True)
class Problem:
    """
    One thing that is wrong with a KHQR.

    Args:
        code: Ours; stable.
        sdk_code: The official SDK's number for it; ``None`` where it has none.
        tag: Where it stands, such as ``"59"`` or ``"62.01"``; empty for the whole code.
        field: The field's name in ``Individual`` and ``Merchant``, or the tag's name.
        problem: What is wrong, as the rest of a sentence that the field begins.
        remedy: What to do about it.
    """

    code: str
    sdk_code: int | None
    tag: str
    field: str
    problem: str
    remedy: str

    @property
    def message(self) -> str:
        """
        The problem and its remedy in two sentences.
        """
        return f"{self.field} {self.problem}. {self.remedy}"


class KhqrError(InvalidInputError):
    """
    The account cannot be written as a KHQR, or the text cannot be read as one.

    Args:
        problems: At least one; the first is the one that the official SDK reports.
    """

    code: ClassVar[str] = "khqr_invalid"

    def __init__(self, *problems: Problem) -> None:
        super().__init__(
            *(Fault(field=one.field, problem=one.problem, remedy=one.remedy) for one in problems)
        )
        self.problems = problems


def problem(code: str, *, field: str, tag: str) -> Problem:
    """
    Make the problem with a code at a place.
    """
    sdk_code, what, remedy = _CODES[code]
    return Problem(code=code, sdk_code=sdk_code, tag=tag, field=field, problem=what, remedy=remedy)
