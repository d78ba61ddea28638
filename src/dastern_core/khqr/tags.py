"""
Tags: each field's place in a KHQR, its limits, and the problem of each broken rule.

Rows stand in the order in which the official SDK checks them (vectors ``precedence``
and ``62 precedence``). Source: EMV QRCPS Merchant-Presented Mode 1.1, tables 3.1 to
3.7; rules PAY-19, PAY-22, PAY-23 and PAY-28; the SDK's own limits where they differ.
"""

from collections.abc import Callable

import attrs

from dastern_core.kernel import Currency
from dastern_core.khqr.problems import Problem, problem
from dastern_core.khqr.tlv import LONGEST, SIZES

__all__ = [
    "ADDITIONAL",
    "AMOUNT",
    "CATEGORY",
    "CITY",
    "COUNTRY",
    "CRC",
    "CURRENCY",
    "EXPIRATION",
    "FORMAT",
    "INDIVIDUAL",
    "INITIATION",
    "LANGUAGE",
    "MERCHANT",
    "NAME",
    "PARTS",
    "PLAIN",
    "REQUIRED",
    "UNION_PAY",
    "Field",
]


@attrs.frozen(kw_only=True)
class Field:
    """
    One field and its rule.

    Args:
        name: As in ``Individual`` and ``Merchant``.
        tag: Such as ``"59"``, or ``"62.01"`` inside a template.
        limit: The most UTF-16 code units.
        too_long: The problem of a longer value.
        empty: The problem of an empty value; ``None`` where it may be empty.
        missing: The problem of an account without it; ``None`` where it may go without.
        allowed: What a value must satisfy besides.
        wrong: The problem of a value that does not.

    The attribute ``key`` is the two characters of the field's own tag, and ``headers`` is
    what stands before a value of each length.
    """

    name: str
    tag: str
    limit: int
    too_long: str
    empty: str | None = None
    missing: str | None = None
    allowed: Callable[[str], object] | None = None
    wrong: str = ""
    key: str = attrs.field(init=False)
    headers: tuple[str, ...] = attrs.field(init=False, repr=False)

    @key.default
    def _last_two_characters(self) -> str:
        return self.tag[-2:]

    @headers.default
    def _key_and_length(self) -> tuple[str, ...]:
        return tuple(self.key + size for size in SIZES[: self.limit + 1])

    def judge(self, value: str, size: int) -> Problem | None:
        """
        Judge a value that stands in a code.

        Args:
            value: Its text.
            size: Its length in UTF-16 code units.

        Returns:
            The first rule that it breaks; ``None`` where it keeps all.
        """
        if 0 < size <= self.limit:
            if self.allowed is None or self.allowed(value):
                return None
            return self.problem(self.wrong)
        code = self.too_long if value else self.empty
        return self.problem(code) if code else None

    def problem(self, code: str) -> Problem:
        """
        Make a problem of this field.
        """
        return problem(code, field=self.name, tag=self.tag)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _has_at(text: str) -> bool:
    return "@" in text


def _has_no_minus(text: str) -> bool:
    return "-" not in text


def _part(name: str, tag: str, limit: int) -> Field:
    code = f"{name}_length_invalid"
    return Field(name=name, tag=tag, limit=limit, too_long=code, empty=code)


def _account(tag: str) -> Field:
    return Field(
        name="bakong_account_id",
        tag=tag,
        limit=32,
        too_long="bakong_account_id_length_invalid",
        empty="bakong_account_id_required",
        missing="bakong_account_id_required",
        allowed=_has_at,
        wrong="bakong_account_id_invalid",
    )


def _bank(tag: str, *, missing: str | None = None) -> Field:
    return Field(
        name="acquiring_bank",
        tag=tag,
        limit=32,
        too_long="acquiring_bank_length_invalid",
        empty="acquiring_bank_required",
        missing=missing,
    )


FORMAT = Field(
    name="payload_format_indicator",
    tag="00",
    limit=2,
    too_long="payload_format_indicator_length_invalid",
    empty="payload_format_indicator_tag_required",
    missing="payload_format_indicator_tag_required",
)
INITIATION = Field(
    name="point_of_initiation_method",
    tag="01",
    limit=2,
    too_long="point_initiation_length_invalid",
    empty="point_of_initiation_method_invalid",
    allowed=frozenset({"11", "12"}).__contains__,
    wrong="point_of_initiation_method_invalid",
)
UNION_PAY = Field(
    name="union_pay_merchant",
    tag="15",
    limit=LONGEST,
    too_long="upi_account_information_length_invalid",
)
INDIVIDUAL = (
    _account("29.00"),
    Field(
        name="account_information",
        tag="29.01",
        limit=32,
        too_long="account_information_length_invalid",
    ),
    _bank("29.02"),
)
MERCHANT = (
    _account("30.00"),
    Field(
        name="merchant_id",
        tag="30.01",
        limit=32,
        too_long="merchant_id_length_invalid",
        missing="merchant_id_required",
    ),
    _bank("30.02", missing="acquiring_bank_required"),
)
CATEGORY = Field(
    name="merchant_category_code",
    tag="52",
    limit=4,
    too_long="merchant_code_length_invalid",
    empty="merchant_category_tag_required",
    missing="merchant_category_tag_required",
    allowed=_is_digits,
    wrong="invalid_merchant_category_code",
)
CURRENCY = Field(
    name="currency",
    tag="53",
    limit=3,
    too_long="transaction_currency_length_invalid",
    empty="currency_type_required",
    missing="currency_type_required",
    allowed=frozenset(one.value for one in Currency).__contains__,
    wrong="unsupported_currency",
)
AMOUNT = Field(
    name="amount",
    tag="54",
    limit=13,
    too_long="transaction_amount_invalid",
    empty="transaction_amount_invalid",
    allowed=_has_no_minus,
    wrong="transaction_amount_invalid",
)
COUNTRY = Field(
    name="country_code",
    tag="58",
    limit=3,
    too_long="country_code_length_invalid",
    empty="country_code_tag_required",
    missing="country_code_tag_required",
)
NAME = Field(
    name="merchant_name",
    tag="59",
    limit=25,
    too_long="merchant_name_length_invalid",
    empty="merchant_name_required",
    missing="merchant_name_required",
)
CITY = Field(
    name="merchant_city",
    tag="60",
    limit=15,
    too_long="merchant_city_length_invalid",
    empty="merchant_city_tag_required",
    missing="merchant_city_tag_required",
)
ADDITIONAL = (
    _part("bill_number", "62.01", 25),
    _part("mobile_number", "62.02", 25),
    _part("store_label", "62.03", 25),
    _part("terminal_label", "62.07", 25),
    _part("purpose_of_transaction", "62.08", 25),
)
LANGUAGE = (
    _part("language_preference", "64.00", 2),
    _part("merchant_name_alternate_language", "64.01", 25),
    _part("merchant_city_alternate_language", "64.02", 15),
)
EXPIRATION = Field(
    name="expiration_timestamp",
    tag="99.01",
    limit=13,
    too_long="expiration_timestamp_length_invalid",
    empty="expiration_timestamp_required",
)
CRC = Field(
    name="crc",
    tag="63",
    limit=4,
    too_long="crc_length_invalid",
    empty="crc_tag_required",
    missing="crc_tag_required",
)

_PAYEE = Field(
    name="bakong_account_id", tag="29", limit=LONGEST, too_long="", missing="merchant_type_required"
)
REQUIRED = {one.tag: one for one in (FORMAT, _PAYEE, CATEGORY, CURRENCY, COUNTRY, NAME, CITY, CRC)}
"""
What every code has, by tag; 30 stands for 29.
"""

PLAIN = {
    one.tag: one
    for one in (FORMAT, INITIATION, CATEGORY, CURRENCY, AMOUNT, COUNTRY, NAME, CITY, CRC)
}
"""
The fields that are judged by themselves, by tag; what 01 says, others depend on.
"""

PARTS = {
    fields[0].tag[:2]: {one.key: one for one in fields}
    for fields in (INDIVIDUAL, MERCHANT, ADDITIONAL, LANGUAGE, (EXPIRATION,))
}
"""
The fields of each template, by its tag and theirs.
"""
