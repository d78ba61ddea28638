"""
Answers: a record is read exactly or not at all, and any JSON is a value or a declared error.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_bakong.answers import lookup, lookups
from dastern_bakong.replies import Answer, Reply, read_answer
from dastern_core.kernel import Currency, Money
from dastern_core.payments import (
    BankAnswerError,
    BankBusyError,
    BankError,
    BankRefusedError,
    ExternalKey,
    HashKey,
    InstructionKey,
    Md5Key,
    Paid,
    ShortHashKey,
    TransactionKey,
    Unpaid,
    UnpaidReason,
    Unreadable,
)

KEY = Md5Key(md5="0" * 32)
HASH = "8465d722d7d5065f2886f0a474a4d34dc6a7855355b611836f7b6111228893e9"
RECORD = {
    "hash": HASH,
    "fromAccountId": "payer@devb",
    "toAccountId": "shop@devb",
    "currency": "USD",
    "amount": 1,
    "createdDateMs": 1586852120700,
    "acknowledgedDateMs": 1586852123544.5,
    "externalRef": "100FT35781491692",
    "somethingNew": [1, 2, 3],
}


def reply(body: str, *, status: int = 200, **headers: str) -> Reply:
    """
    Give a reply in JSON.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(
        status=status,
        headers={"content-type": "application/json;charset=UTF-8"} | named,
        body=body.encode(),
    )


def answered(*, code: int | None = None, data: object = None, success: bool = False) -> Answer:
    """
    Give an answer that was read from JSON.
    """
    return Answer.model_validate(
        {"responseCode": 0 if success else 1, "errorCode": code, "data": data}
    )


def record(**changed: object) -> Answer:
    """
    Give the answer that holds a record with some fields changed.
    """
    return read_answer(reply(json.dumps({"responseCode": 0, "data": RECORD | changed})))


def paid(amount: str, currency: str) -> Money:
    """
    Read the amount that stands in the bank's JSON as a text.
    """
    body = json.dumps({"responseCode": 0, "data": RECORD | {"currency": currency, "amount": "#"}})
    answer = lookup(read_answer(reply(body.replace('"#"', amount))), key=KEY)
    assert isinstance(answer, Paid)
    return answer.transaction.amount


def test_a_record_is_read_whole() -> None:
    """
    Fields of the real answers, fractions of milliseconds among them; new ones are ignored.
    """
    answer = lookup(record(hash=HASH.upper()), key=KEY)
    assert isinstance(answer, Paid)
    transaction = answer.transaction

    assert (HASH, "shop@devb", "payer@devb") == (
        transaction.hash,
        transaction.receiver,
        transaction.payer,
    )
    assert transaction.created_at == datetime(2020, 4, 14, 8, 15, 20, 700_000, tzinfo=UTC)
    assert transaction.acknowledged_at == datetime(2020, 4, 14, 8, 15, 23, 544_500, tzinfo=UTC)
    assert ("100FT35781491692", None) == (
        transaction.external_reference,
        transaction.instruction_reference,
    )


@pytest.mark.rule("PAY-13")
@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1", "USD", 100),
        ("1.0", "USD", 100),
        ("0.1", "USD", 10),
        ("0.01", "USD", 1),
        ("19.99", "USD", 1999),
        ("2.675e2", "USD", 26750),
        ("4400", "KHR", 4400),
        ("4400.0", "KHR", 4400),
        ("9007199254740993", "KHR", 9007199254740993),
        ("90071992547409.93", "USD", 9007199254740993),
        ('"1.50"', "USD", 150),
    ],
)
def test_an_amount_is_exact(amount: str, currency: str, minor: int) -> None:
    """
    No digit passes through a binary fraction.
    """
    assert Money(minor=minor, currency=Currency[currency]) == paid(amount, currency)


@pytest.mark.rule("PAY-13")
@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0.001", "USD"),
        ("0.30000000000000004", "USD"),
        ("0.5", "KHR"),
        ("0", "KHR"),
        ("-1", "USD"),
        ("1e400", "USD"),
        ("1e-400", "USD"),
        ("1e999999999999999999999", "USD"),
        ("1234567890123456789", "KHR"),
        ("9" * 5000, "KHR"),
        ("NaN", "USD"),
        ("Infinity", "USD"),
        ("null", "USD"),
        ("true", "USD"),
        ('""', "USD"),
        ('"1,000"', "KHR"),
        ("[1]", "USD"),
        ("1", "THB"),
        ("1", ""),
    ],
)
def test_what_is_no_exact_amount_is_no_answer(amount: str, currency: str) -> None:
    """
    Nothing is rounded, and "paid" without an amount is not "unpaid".
    """
    with pytest.raises(BankAnswerError):
        paid(amount, currency)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"hash": None}, "hash"),
        ({"hash": "xyz"}, "hash"),
        ({"toAccountId": None}, "toAccountId"),
        ({"toAccountId": ""}, "toAccountId"),
        ({"currency": 840}, "currency"),
        ({"createdDateMs": "soon"}, "createdDateMs"),
        ({"acknowledgedDateMs": 1e30}, "acknowledgedDateMs"),
        ({"acknowledgedDateMs": -1}, "acknowledgedDateMs"),
        ({"createdDateMs": 253402300800000}, "createdDateMs"),
        ({"externalRef": 5}, "externalRef"),
    ],
)
def test_a_record_without_what_settles_it_is_no_answer(
    changed: dict[str, object], named: str
) -> None:
    """
    The error names the field, and nothing that stood in it.
    """
    with pytest.raises(BankAnswerError) as caught:
        lookup(record(**changed), key=KEY)

    assert named in str(caught.value)
    assert "payer@devb" not in str(caught.value)


@pytest.mark.parametrize("data", [None, [], "paid", 1, {}])
def test_success_without_a_record_is_no_answer(data: object) -> None:
    """
    The bank said yes to something that cannot be read: neither paid nor unpaid.
    """
    with pytest.raises(BankAnswerError):
        lookup(answered(success=True, data=data), key=KEY)


@pytest.mark.parametrize(
    "key",
    [
        HashKey(hash="1" * 64),
        ShortHashKey(short_hash="1" * 8, amount=Money(minor=100, currency=Currency.USD)),
        ShortHashKey(short_hash=HASH[:8], amount=Money(minor=1, currency=Currency.USD)),
        ExternalKey(reference="another"),
    ],
)
def test_a_record_of_another_payment_is_no_answer(key: TransactionKey) -> None:
    """
    What was not asked about is not believed.
    """
    with pytest.raises(BankAnswerError):
        lookup(record(), key=key)


def test_a_record_may_leave_out_the_reference_asked_for() -> None:
    """
    Real records have null there.
    """
    assert isinstance(lookup(record(), key=InstructionKey(reference="mine")), Paid)


@pytest.mark.parametrize(
    ("code", "reason"),
    [(1, UnpaidReason.NOT_FOUND), (2, UnpaidReason.STATIC), (3, UnpaidReason.FAILED)],
)
def test_three_codes_say_unpaid(code: int, reason: UnpaidReason) -> None:
    """
    Not found, a code without amount, a failed transfer.
    """
    assert Unpaid(reason=reason) == lookup(answered(code=code), key=KEY)


@pytest.mark.rule("PAY-12")
@given(st.integers().filter(lambda code: code not in {1, 2, 3}) | st.none())
def test_no_other_code_says_unpaid(code: int | None) -> None:
    """
    Whatever else the bank answers is an error.
    """
    with pytest.raises(BankError):
        lookup(answered(code=code), key=KEY)


@pytest.mark.rule("PAY-10")
def test_one_item_spoils_no_other() -> None:
    """
    Each key has its own answer: in any order, in any case, doubled, missing or strange.
    """
    keys = [Md5Key(md5=f"{number:031x}f") for number in range(9)]
    items = [
        "strange",
        {"md5": keys[8].md5, "status": "SCANNED"},
        {"md5": keys[7].md5},
        {"md5": keys[6].md5, "status": "SUCCESS", "data": RECORD | {"amount": 0.001}},
        {"md5": keys[5].md5, "status": "SUCCESS"},
        {"md5": keys[4].md5, "status": "NOT_FOUND"},
        {"md5": keys[4].md5, "status": "SUCCESS", "data": RECORD},
        {"md5": keys[2].md5, "status": "FAILED"},
        {"md5": keys[1].md5.upper(), "status": "SUCCESS", "transaction": RECORD},
        {"md5": keys[0].md5, "status": "STATIC_QR", "data": None},
    ]
    answer = read_answer(reply(json.dumps({"responseCode": 0, "data": items})))
    found = lookups(answer, keys=keys)

    assert [type(one) for one in found] == [
        *(Unpaid, Paid, Unpaid, Unreadable, Unreadable),
        *(Unreadable, Unreadable, Unreadable, Unreadable),
    ]


@pytest.mark.parametrize("data", [None, {}, "none", 5])
def test_a_batch_without_a_list_is_no_answer(data: object) -> None:
    """
    A list was asked for.
    """
    with pytest.raises(BankAnswerError):
        lookups(answered(success=True, data=data), keys=[KEY])


def test_a_refused_batch_is_no_answer() -> None:
    """
    "Not found" for a whole batch says nothing of its keys.
    """
    with pytest.raises(BankRefusedError):
        lookups(answered(code=1), keys=[KEY])


@pytest.mark.parametrize(
    ("retry_after", "date", "seconds"),
    [
        ("7", "", 7),
        ("0", "", 0),
        ("Mon, 15 Jun 2026 03:00:30 GMT", "Mon, 15 Jun 2026 03:00:00 GMT", 30),
        ("Mon, 15 Jun 2026 03:00:00 GMT", "Mon, 15 Jun 2026 03:00:30 GMT", 0),
        ("Mon, 15 Jun 2026 03:00:30 GMT", "", None),
        ("Mon, 15 Jun 2026 03:00:30 GMT", "Mon, 15 Jun 2026 03:00:00 -0000", None),
        ("-1", "", None),
        ("1.5", "", None),
        ("9" * 7, "", None),
        ("soon", "", None),
        ("", "", None),
    ],
)
def test_the_wait_is_seconds_or_a_date(retry_after: str, date: str, seconds: int | None) -> None:
    """
    A date counts from the reply's own; what is neither is not guessed.
    """
    with pytest.raises(BankBusyError) as caught:
        read_answer(reply("", status=429, retry_after=retry_after, date=date))

    assert caught.value.wait == (None if seconds is None else timedelta(seconds=seconds))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*RECORD, "responseCode", "errorCode", "data", "md5", "status"]), inner
        )
    ),
    max_leaves=20,
)


@given(
    status=st.sampled_from([200, 200, 200, 204, 302, 400, 401, 403, 404, 429, 500]) | st.integers(),
    body=st.binary() | JSON.map(json.dumps).map(str.encode),
)
def test_any_reply_is_a_value_or_a_declared_error(status: int, body: bytes) -> None:
    """
    Whatever a server sends, nothing but the port's errors comes out.
    """
    anything = Reply(status=status, headers={"content-type": "application/json"}, body=body)
    read: Answer | None = None
    with suppress(BankError):
        read = read_answer(anything)
    if read is not None:
        with suppress(BankError):
            assert len(lookups(read, keys=[KEY])) == 1
        with suppress(BankError):
            assert isinstance(lookup(read, key=KEY), Paid | Unpaid)


@given(
    data=st.fixed_dictionaries(dict.fromkeys(RECORD, JSON))
    | st.fixed_dictionaries(
        {"hash": st.just(HASH), "toAccountId": st.just("a@b"), "currency": st.just("USD")},
        optional={
            "amount": st.decimals() | st.floats() | st.integers(),
            "createdDateMs": st.decimals() | st.integers() | st.floats(),
        },
    )
)
def test_any_record_is_a_value_or_a_declared_error(data: dict[str, object]) -> None:
    """
    Numbers of any size among its fields too.
    """
    try:
        answer = lookup(answered(success=True, data=data), key=KEY)
    except BankAnswerError:
        return
    assert isinstance(answer, Paid)
    assert Decimal(answer.transaction.amount.minor) > 0


@pytest.mark.rule("PAY-12")
@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('{"responseCode": false, "data": null}', "responseCode"),
        ('{"responseCode": true, "errorCode": 1}', "responseCode"),
        ('{"responseCode": "0", "data": null}', "responseCode"),
        ('{"responseCode": 0.0, "data": null}', "responseCode"),
        ('{"responseCode": 2, "errorCode": 1}', "responseCode"),
        ('{"responseCode": -0.5, "errorCode": 1}', "responseCode"),
        ('{"responseCode": 1, "responseCode": 0, "data": null}', "responseCode"),
        ('{"responseCode": 1, "errorCode": "1"}', "errorCode"),
        ('{"responseCode": 1, "errorCode": true}', "errorCode"),
        ('{"responseCode": 1, "errorCode": 1, "errorCode": 3}', "errorCode"),
        ('{"responseCode": 1, "errorCode": "១"}', "errorCode"),
        ('{"responseCode": 0, "errorCode": 1, "data": null}', "errorCode"),
        ('{"responseCode": 1, "errorCode": 1, "data": {"hash": "1"}}', "data"),
        ('{"responseCode": 0, "payer@devb": 1, "payer@devb": 2}', "a field"),
    ],
)
def test_what_two_readers_could_read_apart_is_no_answer(body: str, named: str) -> None:
    """
    A truth value, a text, a doubled field or a contradiction is neither paid nor unpaid.
    """
    with pytest.raises(BankAnswerError, match=named) as caught:
        lookup(read_answer(reply(body)), key=KEY)

    assert "payer@devb" not in str(caught.value)


@pytest.mark.rule("PAY-13")
@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"amount": True}, "amount"),
        ({"amount": "១"}, "amount"),
        ({"amount": "1_0"}, "amount"),
        ({"amount": " 1"}, "amount"),
        ({"amount": "+1"}, "amount"),
        ({"amount": "1e2"}, "amount"),
        ({"acknowledgedDateMs": "១៥៨៦៨៥២១២៣៥៤៤"}, "acknowledgedDateMs"),
        ({"acknowledgedDateMs": True}, "acknowledgedDateMs"),
        ({"toAccountId": 5}, "toAccountId"),
    ],
)
def test_a_number_is_written_in_ascii_digits(changed: dict[str, object], named: str) -> None:
    """
    What Python alone would take for a number is none; the field is named.
    """
    with pytest.raises(BankAnswerError, match=named):
        lookup(record(**changed), key=KEY)


def test_a_doubled_field_of_a_record_is_no_answer() -> None:
    """
    Of two amounts, neither is believed.
    """
    body = json.dumps({"responseCode": 0, "data": RECORD})
    doubled = body.replace('"amount": 1', '"amount": 1, "amount": 2')

    with pytest.raises(BankAnswerError, match="amount twice"):
        read_answer(reply(doubled))


def test_an_item_with_two_records_is_unreadable() -> None:
    """
    Old and new name of a record at once: nobody knows which one counts.
    """
    item = {"md5": KEY.md5, "status": "SUCCESS", "data": RECORD, "transaction": RECORD}
    answer = read_answer(reply(json.dumps({"responseCode": 0, "data": [item, {"md5": 5}]})))

    assert [Unreadable] == [type(one) for one in lookups(answer, keys=[KEY])]
