"""
Verifying: the official SDK's verdict, with every problem.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from dastern_core.khqr import crc, verify

Row = dict[str, Any]
Moment = Callable[[Row], datetime]

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BODY = "00020101021129070003a@b5204599953031165802KH5901N6001C"


def closed(body: str) -> str:
    """
    End a payload with its checksum.
    """
    return body + "6304" + crc(body + "6304")


def codes(text: str) -> list[tuple[str, str]]:
    """
    Give code and tag of each problem.
    """
    return [(one.code, one.tag) for one in verify(text, now=NOW).problems]


@pytest.mark.rule("PAY-20")
@pytest.mark.rule("PAY-30")
def test_the_verdict_is_the_sdks(decode_row: Row, moment: Moment) -> None:
    """
    The same texts are valid, and the SDK's number is the first that a problem carries.
    """
    verdict = verify(decode_row["qr"], now=moment(decode_row))
    numbers = [one.sdk_code for one in verdict.problems if one.sdk_code]
    reason = decode_row["verify_reason"]

    assert (decode_row["sdk_verify"] is True) == verdict.valid
    assert reason is None or reason["code"] == numbers[0]


def test_what_encoding_writes_is_valid(valid_row: Row, moment: Moment) -> None:
    """
    Every code of ours may be paid at its creation.
    """
    assert verify(valid_row["qr"], now=moment(valid_row)).valid


def test_the_checksum_is_read_in_either_case() -> None:
    """
    Some banks write it in lower case.
    """
    text = closed(BODY)

    assert [] == codes(text[:-4] + text[-4:].lower())


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("29070003a@b", []),
        ("29040000", [("bakong_account_id_required", "29.00")]),
        ("2900", [("bakong_account_id_required", "29.00")]),
        ("30110003a@b0200", [("acquiring_bank_required", "30.02")]),
    ],
)
def test_the_payee_is_judged(template: str, expected: list[tuple[str, str]]) -> None:
    """
    An account is needed; a merchant's number and bank are not.
    """
    body = BODY.replace("29070003a@b", template)

    assert expected == codes(closed(body))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("0002km0101x0201y", []),
        ("0002km", [("merchant_name_alternate_language_required", "64.01")]),
        ("0101x", [("language_preference_required", "64.00")]),
        ("00000201y", []),
        ("0003khm", [("merchant_name_alternate_language_required", "64.01")]),
        ("00000101x", [("language_preference_length_invalid", "64.00")]),
        ("0200", [("merchant_city_alternate_language_length_invalid", "64.02")]),
    ],
)
def test_the_language_template_is_judged(template: str, expected: list[tuple[str, str]]) -> None:
    """
    A name and its language come together; a city may come alone.
    """
    assert expected == codes(closed(f"{BODY}64{len(template):02}{template}"))


@pytest.mark.rule("PAY-20")
@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("0013176722560000001131767225600000", []),
        ("01131767225600000", []),
        ("00031zz01131767225600000", []),
        ("0013176722560000001131767225599999", ["expiration_timestamp_in_the_past"]),
        ("0013176722550000001131767225599999", ["khqr_expired"]),
        ("0012176722560000", ["expiration_timestamp_required"]),
        ("0113abcdefghijklm", ["expiration_timestamp_required"]),
        ("01101767225600", ["expiration_timestamp_length_invalid"]),
        ("01131767225600000x", ["malformed_tlv"]),
    ],
)
def test_the_timestamps_are_judged(template: str, expected: list[str]) -> None:
    """
    A dynamic code may be paid up to and including its expiration.
    """
    dynamic = BODY.replace("010211", "010212").replace("5802KH", "540115802KH")
    found = [code for code, _ in codes(closed(f"{dynamic}99{len(template):02}{template}"))]

    assert expected == found


def dynamic(amount: str, *, currency: str = "840", late: str = "1767225600001") -> str:
    """
    Give a code that asks for an amount.
    """
    head = BODY.replace("010211", "010212").replace("5303116", f"5303{currency}")
    times = f"9934001317672256000000113{late}"
    return closed(head.replace("5802KH", f"54{len(amount):02}{amount}5802KH") + times)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        *(("abc", "840"), ("1,000", "840"), ("NaN", "840"), ("1e21", "840"), ("1.005", "840")),
        *((".", "840"), ("+1", "840"), ("1.5", "116"), ("១០០", "116"), (" 1", "116")),
    ],
)
def test_an_amount_that_is_none_is_a_doubt(amount: str, currency: str) -> None:
    """
    The SDK calls the code valid and so do we, but nobody should pay it unseen.
    """
    verdict = verify(dynamic(amount, currency=currency), now=NOW)

    assert (True, False) == (verdict.valid, verdict.sound)
    assert [("amount_not_exact", None, "54")] == [
        (one.code, one.sdk_code, one.tag) for one in verdict.doubts
    ]


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        *(("1", "840"), ("1.50", "840"), ("1.5", "840"), ("1.", "840"), (".50", "840")),
        *(("1.500", "840"), ("0", "840"), ("007", "116"), ("100.00", "116")),
    ],
)
def test_an_exact_amount_is_sound_however_it_is_written(amount: str, currency: str) -> None:
    """
    EMV 4.7.7 lets the decimal mark end an amount, and other writers add zeros.
    """
    assert verify(dynamic(amount, currency=currency), now=NOW).sound


def test_an_expiration_before_its_tag_is_a_doubt() -> None:
    """
    The SDK looks at tag 99 only after tag 01 has said that the code is dynamic.
    """
    late = dynamic("1.50", late="1667225600000")
    moved = closed("010212" + late[:-8].replace("010212", ""))
    last = closed(late[:-8].replace("010212", "") + "010212")
    first = ["expiration_timestamp_in_the_past"]

    assert first == [one.code for one in verify(moved, now=NOW).problems]
    assert (True, first) == (
        verify(last, now=NOW).valid,
        [one.code for one in verify(last, now=NOW).doubts],
    )


@pytest.mark.parametrize(
    ("part", "other", "code"),
    [
        ("0003a@b", "0003a.b", "bakong_account_id_invalid"),
        ("00131767225600000", "00131767225600002", "expiration_timestamp_in_the_past"),
        ("010212", "010211", None),
        ("54041.50", "", "invalid_dynamic_khqr"),
        ("9934001317672256000000113", "9934001317672256000000213", "expiration_timestamp_required"),
    ],
)
def test_a_code_in_the_usual_form_is_judged(part: str, other: str, code: str | None) -> None:
    """
    Its form alone makes no code valid.
    """
    body = dynamic("1.50")[:-8]
    found = [one.code for one in verify(closed(body.replace(part, other)), now=NOW).problems]

    assert ([code] if code else []) == found


@pytest.mark.parametrize(
    ("part", "other", "tags"),
    [
        ("6001C", "6001C5901M", ["59"]),
        ("29070003a@b", "29070003a@b30070003c@d", ["29"]),
        ("29070003a@b", "29140003a@b0003c@d", ["29.00"]),
        ("6001C", "6001C62100101A0101B", ["62.01"]),
        ("6001C", "6001C6501A6601A", []),
    ],
)
def test_what_stands_twice_is_a_doubt(part: str, other: str, tags: list[str]) -> None:
    """
    One app would show one payee and pay, another app the other.
    """
    verdict = verify(closed(BODY.replace(part, other)), now=NOW)

    assert verdict.valid
    assert [("repeated_tag", tag) for tag in tags] == [
        (one.code, one.tag) for one in verdict.doubts
    ]


def test_what_is_a_problem_is_no_doubt() -> None:
    """
    One fault is told once.
    """
    verdict = verify(dynamic("-1", late="1667225600000"), now=NOW)

    assert (2, ()) == (len(verdict.problems), verdict.doubts)


def test_every_problem_is_reported() -> None:
    """
    One damaged code can break several rules.
    """
    expected = [
        ("khqr_invalid", "63"),
        ("invalid_dynamic_khqr", "54"),
        ("expiration_timestamp_required", "99.01"),
        ("merchant_name_required", "59"),
        ("merchant_category_tag_required", "52"),
        ("unsupported_currency", "53"),
    ]
    body = "00020101021229070003a@b52005303KHR5802KH6001C6304"

    assert expected == codes(body + "0000")


@pytest.mark.parametrize(
    "text", ["\ud800\ud800\ud800\ud8006304ABCD", "0002016304\u0661\u0661\u0661\u0661", ""]
)
def test_odd_text_is_answered(text: str) -> None:
    """
    Half a surrogate pair and foreign digits are no checksum.
    """
    assert ("khqr_invalid", "63") in codes(text)


def test_what_is_not_text_is_answered() -> None:
    """
    Any object gets a verdict.
    """
    wrong: Any = b"000201"

    assert ("not_text", "") in codes(wrong)


def test_a_problem_says_what_to_do() -> None:
    """
    The message names the field and the remedy.
    """
    messages = [one.message for one in verify(closed(BODY[:-5]), now=NOW).problems]

    assert ["merchant_city is missing. Add tag 60 with the city's name."] == messages
