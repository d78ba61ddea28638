"""
Laws of KHQR.

* Decode of encode gives the account back, and its code is valid at its creation.
* Any edited byte of a code is noticed.
* A code in its canonical form reads and is judged as one that is read tag by tag.
* Any text is answered by a value or a declared error, and nested elements hold it whole.
* An answer takes work linear in the text.
"""

import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core import khqr
from dastern_core.kernel import Currency

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=7)
AMOUNTS = st.one_of(
    st.integers(1, 10**13 - 1),
    st.decimals("0.01", "9999999.99", places=2),
    st.integers(1, 10**7).map(lambda cents: cents / 100),
)


def optional(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    """
    Give a value or none.
    """
    return st.none() | values


SHARED = {
    "bakong_account_id": st.builds("{}@{}".format, TEXTS, TEXTS),
    "merchant_name": TEXTS,
    "merchant_city": TEXTS,
    "amount": st.integers(0, 10**13 - 1),
    "expiration_timestamp": st.timedeltas(timedelta(0), timedelta(days=60_000)).map(NOW.__add__),
    "bill_number": optional(TEXTS),
    "mobile_number": optional(st.text("0123456789", min_size=1, max_size=12)),
    "store_label": optional(TEXTS),
    "terminal_label": optional(TEXTS),
    "purpose_of_transaction": optional(TEXTS),
    "merchant_city_alternate_language": optional(TEXTS),
    "merchant_category_code": st.text("0123456789", min_size=1, max_size=4),
}
RIEL = {"union_pay_merchant": optional(st.text("0123456789", min_size=1, max_size=99))}
DOLLARS = {"currency": st.just(Currency.USD), "amount": AMOUNTS}
KHMER = {
    "language_preference": st.just("km"),
    "merchant_name_alternate_language": TEXTS,
}
INDIVIDUALS = st.one_of(
    *(
        st.builds(
            khqr.Individual,
            account_information=optional(TEXTS),
            acquiring_bank=optional(TEXTS),
            **{**SHARED, **more},
        )
        for more in (RIEL, DOLLARS, KHMER)
    )
)
MERCHANTS = st.one_of(
    *(
        st.builds(khqr.Merchant, merchant_id=TEXTS, acquiring_bank=TEXTS, **{**SHARED, **more})
        for more in (RIEL, DOLLARS, KHMER)
    )
)
ACCOUNTS = st.one_of(INDIVIDUALS, MERCHANTS)
DIGITS_AND_OTHERS = st.text(st.sampled_from("00123456789-+ x😀ក\ud800"), max_size=200)
ANYTHING = st.one_of(
    st.text(max_size=300),
    DIGITS_AND_OTHERS,
    st.binary(max_size=300).map(lambda data: data.decode("utf-8", "surrogateescape")),
)


@given(ACCOUNTS)
def test_decode_of_encode_is_the_identity(account: khqr.Account) -> None:
    """
    Nothing that was written is lost or changed, and the code may be paid.
    """
    payload = khqr.encode(account, now=NOW)

    assert account == khqr.decode(payload)
    assert khqr.verify(payload, now=NOW).valid


@given(ACCOUNTS, st.integers(min_value=0), st.integers(0, 255))
def test_any_edited_byte_is_noticed(account: khqr.Account, place: int, other: int) -> None:
    """
    A CRC-16 notices every error within sixteen bits; only its own letters' case may vary.
    """
    payload = khqr.encode(account, now=NOW).encode()
    place %= len(payload)
    edited = payload[:place] + bytes([other]) + payload[place + 1 :]
    same_checksum = edited[:-4] == payload[:-4] and edited[-4:].upper() == payload[-4:]
    with suppress(UnicodeDecodeError):  # then it is no text, and no scanner gives it
        assert same_checksum == khqr.verify(edited.decode(), now=NOW).valid


def usually(usual: str | None, *others: str | None) -> st.SearchStrategy[str | None]:
    """
    Give the usual value fourteen times of fifteen, otherwise another one or any text.
    """
    return st.integers(0, 14).flatmap(
        lambda chance: TEXTS | st.sampled_from([usual, *others]) if chance == 1 else st.just(usual)
    )


def template(**parts: st.SearchStrategy[str | None]) -> st.SearchStrategy[str]:
    """
    Give a template of some parts in their order.
    """
    return st.fixed_dictionaries(parts).map(
        lambda drawn: elements({key[1:]: value for key, value in drawn.items()})
    )


def elements(values: dict[str, str | None]) -> str:
    """
    Write those elements that have a value.
    """
    return "".join(
        f"{tag}{len(value.encode('utf-16-le')) // 2:02}{value}"
        for tag, value in values.items()
        if value is not None
    )


CREATED = usually("1767225600000", "0767225600000", "x" * 13, None)
UNTIL = usually("1767225600001", "1667225600000", "0767225600000", None)
ACCOUNT = usually("a@b", "ab", "")
PARTS = template(_00=ACCOUNT, _01=usually("1", "", None), _02=usually("B", "", None))
TIMES = template(_00=CREATED, _01=UNTIL)
ALWAYS = {
    "00": usually("01"),
    "01": usually("11", "12"),
    "15": usually(None, "4" * 16, ""),
    "29": PARTS,
    "52": usually("5999", "599", None),
    "53": usually("116", "840", "978"),
    "58": usually("KH", "US"),
    "59": usually("N", "n" * 25, "n" * 26, None),
    "60": usually("C", "c" * 16, None),
    "62": st.none() | template(_01=usually("I", "i" * 26), _03=usually("S", ""), _08=usually("P")),
    "64": st.none() | template(_00=usually("km", "k"), _01=usually("ហាង"), _02=usually(None, "x")),
}
DYNAMIC = {
    "01": usually("12", "11"),
    "53": st.sampled_from(["116", "840"]),
    "54": usually("1", "1.50", "0", "007", "1.5", "1.505", "abc", "1" * 13, "-1", None),
    "99": TIMES,
}
NEARLY_CANONICAL = st.sampled_from([{}, DYNAMIC]).flatmap(
    lambda more: st.fixed_dictionaries({**ALWAYS, **more}).map(
        lambda drawn: dict(sorted(drawn.items()))
    )
)


@given(NEARLY_CANONICAL, st.booleans())
def test_both_ways_of_reading_agree(values: dict[str, str | None], merchant: bool) -> None:  # noqa: FBT001 - drawn
    """
    An element that KHQR does not know changes the form, and nothing that is read or judged.
    """
    if merchant:
        values["30"] = values.pop("29")
        values = dict(sorted(values.items()))

    def read(more: str) -> tuple[object, khqr.Verdict]:
        body = f"{elements(values)}{more}6304"
        payload = body + khqr.crc(body)
        try:
            account: object = khqr.decode(payload)
        except khqr.KhqrError as error:
            account = error.problems
        return account, khqr.verify(payload, now=NOW)

    assert read("6500") == read("")


@given(ANYTHING)
def test_any_text_is_answered(text: str) -> None:
    """
    By a value or a declared error, and by nothing else.
    """
    with suppress(khqr.KhqrError):
        khqr.decode(text)
    with suppress(khqr.KhqrError):
        elements = khqr.decode_emv(text)
        assert text == "".join(
            f"{one.tag}{len(one.value.encode('utf-16-le', 'surrogatepass')) // 2:02}{one.value}"
            for one in elements
        )

    assert khqr.verify(text, now=NOW).problems


@given(ANYTHING, ANYTHING, st.integers() | st.floats() | ANYTHING)
def test_any_field_is_answered(name: str, bill: str, amount: float | str) -> None:
    """
    By a valid code or a declared error.
    """
    account = khqr.Individual(
        bakong_account_id="a@b",
        merchant_name=name,
        bill_number=bill,
        amount=amount,
        expiration_timestamp=NOW + timedelta(minutes=1),
    )
    with suppress(khqr.KhqrError):
        assert khqr.verify(khqr.encode(account, now=NOW), now=NOW).valid


@pytest.mark.parametrize(
    "unit", ["0", "01", "6200", "62040000", "62050105x", "5901x", "99-1", "ក", "😀", "2900", "3000"]
)
def test_the_work_is_linear_in_the_text(unit: str) -> None:
    """
    Ten times the text takes ten times the lines of code, and a few.
    """

    def lines_run(text: str) -> int:
        count = 0

        def tracer(_frame: FrameType, _event: str, _value: object) -> Any:  # noqa: ANN401 - sys's
            nonlocal count
            count += 1
            return tracer

        before = sys.gettrace()
        sys.settrace(tracer)
        try:
            khqr.verify(text, now=NOW)
        finally:
            sys.settrace(before)
        return count

    few, many = lines_run(unit * 100), lines_run(unit * 1_000)

    assert few * 11 >= many
