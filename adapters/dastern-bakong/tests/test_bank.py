"""
The bank: what exactly is sent, and what the bank's refusals become.
"""

import pytest
from pydantic import SecretStr

from dastern_bakong import BakongBank
from dastern_bakong.testing import LocalBank, replying
from dastern_core.kernel import Currency, InvalidInputError, Money
from dastern_core.payments import (
    AccountStatus,
    BakongAccount,
    BankDownError,
    BankError,
    BankRefusedError,
    BankTokenError,
    DeeplinkRequest,
    DeeplinkSource,
    ExternalKey,
    HashKey,
    InstructionKey,
    Md5Key,
    Paid,
    ShortHashKey,
    TransactionKey,
    Unpaid,
    UnpaidReason,
)
from dastern_core.testing.contracts.bank import sample_transaction
from dastern_core.testing.samples import NOW, sample_order

MD5 = "0123456789abcdef" * 2
HASH = MD5 * 2
DOLLARS = Money(minor=150, currency=Currency.USD)
RIEL = Money(minor=4000, currency=Currency.KHR)


@pytest.mark.rule("PAY-11")
@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Md5Key(md5=MD5), ("md5", f'{{"md5": "{MD5}"}}')),
        (HashKey(hash=HASH), ("hash", f'{{"hash": "{HASH}"}}')),
        (
            ShortHashKey(short_hash="01234567", amount=DOLLARS),
            ("short_hash", '{"hash": "01234567", "currency": "USD", "amount": 1.50}'),
        ),
        (
            ShortHashKey(short_hash="01234567", amount=RIEL),
            ("short_hash", '{"hash": "01234567", "currency": "KHR", "amount": 4000}'),
        ),
        (InstructionKey(reference='a"b'), ("instruction_ref", '{"instructionRef": "a\\"b"}')),
        (ExternalKey(reference="100FT1"), ("external_ref", '{"externalRef": "100FT1"}')),
    ],
)
def test_a_question_is_the_documented_one(
    server: LocalBank, hasty: BakongBank, key: TransactionKey, expected: tuple[str, str]
) -> None:
    """
    Path, body and bearer token are the Open API's; amounts are written digit by digit.
    """
    hasty.find(key)
    (asked,) = server.asked
    headers = (
        ("authorization", f"Bearer {server.token.get_secret_value()}"),
        ("content-type", "application/json"),
        ("accept-encoding", "identity"),
    )

    assert expected == (
        asked.path.removeprefix("/v1/check_transaction_by_"),
        asked.body.decode(),
    )
    assert headers == tuple((name, asked.headers[name]) for name, _ in headers)


@pytest.mark.rule("PAY-10")
def test_a_batch_is_one_request(server: LocalBank, hasty: BakongBank) -> None:
    """
    Fifty keys are asked in one list; none are not asked at all.
    """
    codes = [Md5Key(md5=f"{number:032x}") for number in range(50)]
    hasty.find_many(codes)
    hasty.find_many([HashKey(hash=HASH)])
    hasty.find_many([])
    with pytest.raises(InvalidInputError):
        hasty.find_many([*codes, Md5Key(md5="f" * 32)])

    assert [one.path for one in server.asked] == [
        "/v1/check_transaction_by_md5_list",
        "/v1/check_transaction_by_hash_list",
    ]
    assert [one.fields for one in server.asked] == [[code.md5 for code in codes], [HASH]]


@pytest.mark.rule("PAY-12")
@pytest.mark.parametrize("status", [200, 404])
def test_not_found_is_an_answer_under_either_status(
    server: LocalBank, hasty: BakongBank, status: int
) -> None:
    """
    The bank says it with HTTP 200, copies of its documentation with 404.
    """
    server.misbehave(replying(status, '{"responseCode": 1, "errorCode": 1, "data": null}'))

    assert Unpaid(reason=UnpaidReason.NOT_FOUND) == hasty.find(Md5Key(md5=MD5))


@pytest.mark.parametrize(
    ("code", "expected"), [(11, AccountStatus.UNKNOWN), (12, AccountStatus.INVALID)]
)
def test_an_account_that_cannot_be_is_told_apart(
    server: LocalBank, hasty: BakongBank, code: int, expected: AccountStatus
) -> None:
    """
    No such account, and no account's name.
    """
    server.misbehave(replying(200, f'{{"responseCode": 1, "errorCode": {code}}}'))

    assert expected is hasty.account_status(BakongAccount(name="name@bank"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [(1, BankRefusedError), (4, BankDownError), (5, BankRefusedError), (8, BankRefusedError)],
)
def test_a_refusal_is_no_account_status(
    server: LocalBank, hasty: BakongBank, code: int, expected: type[BankError]
) -> None:
    """
    Codes that say nothing of the account are errors.
    """
    server.misbehave(replying(200, f'{{"responseCode": 1, "errorCode": {code}}}'))

    with pytest.raises(expected):
        hasty.account_status(BakongAccount(name="name@bank"))


@pytest.mark.rule("PAY-11")
def test_a_link_is_asked_with_its_source(server: LocalBank, hasty: BakongBank) -> None:
    """
    The payload goes as it is; who asks is told where it is known.
    """
    payload = sample_order(1).payload
    source = DeeplinkSource(
        app_name="Sample Clinic",
        icon_address="https://example.org/icon.png",
        callback_address="clinic://paid",
    )
    for one in (None, source):
        hasty.deeplink(DeeplinkRequest(payload=payload, source=one, now=NOW))

    assert [one.fields for one in server.asked] == [
        {"qr": payload},
        {
            "qr": payload,
            "sourceInfo": {
                "appIconUrl": "https://example.org/icon.png",
                "appName": "Sample Clinic",
                "appDeepLinkCallback": "clinic://paid",
            },
        },
    ]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, '{"responseCode": 0, "data": null}'),
        (200, '{"responseCode": 0, "data": {"shortLink": "http://bakong.page.link/a"}}'),
        (200, '{"responseCode": 0, "data": {"shortLink": "https://a b"}}'),
        (200, '{"responseCode": 0, "data": {"shortLink": "https://a\\n"}}'),
        (200, '{"responseCode": 1, "errorCode": 4}'),
        (400, '{"responseCode": 1, "errorCode": 2}'),
    ],
)
def test_what_is_no_secure_link_is_an_error(
    server: LocalBank, hasty: BakongBank, status: int, body: str
) -> None:
    """
    A payer is sent to an encrypted address or nowhere.
    """
    server.misbehave(replying(status, body))

    with pytest.raises(BankError):
        hasty.deeplink(DeeplinkRequest(payload=sample_order(1).payload, source=None, now=NOW))


def test_a_renewed_token_is_used_at_once(
    server: LocalBank, bank: BakongBank, token: SecretStr
) -> None:
    """
    The old token ends, the new one is returned to be kept; the renewal itself sends none.
    """
    server.token = SecretStr("another")
    key = Md5Key(md5=sample_order(1).md5)
    with pytest.raises(BankTokenError):
        bank.find(key)
    renewed = bank.renew_token(email=server.email)
    answer = bank.find(key)

    assert (server.token, Paid(transaction=sample_transaction(1))) == (renewed, answer)
    assert renewed != token
    assert "authorization" not in server.asked[1].headers
    assert server.asked[1].fields == {"email": server.email}


@pytest.mark.parametrize(
    "body",
    [
        '{"responseCode": 0, "data": {"token": ""}}',
        '{"responseCode": 0, "data": {"token": "two words"}}',
        '{"responseCode": 0, "data": {"token": "line\\n"}}',
        '{"responseCode": 0, "data": {}}',
        '{"responseCode": 1, "errorCode": 7}',
        '{"responseCode": 1, "errorCode": 10}',
    ],
)
def test_a_failed_renewal_keeps_the_token(server: LocalBank, hasty: BakongBank, body: str) -> None:
    """
    What is no token does not replace one.
    """
    server.misbehave(replying(200, body))
    with pytest.raises(BankError):
        hasty.renew_token(email=server.email)

    assert isinstance(hasty.find(Md5Key(md5=sample_order(1).md5)), Paid)


def test_a_stranger_gets_no_token(server: LocalBank, hasty: BakongBank) -> None:
    """
    The error has the bank's own number for an address that it does not know.
    """
    with pytest.raises(BankRefusedError) as caught:
        hasty.renew_token(email="stranger@example.org")

    assert (10, 1) == (caught.value.bank_code, len(server.asked))


@pytest.mark.parametrize("email", ["", "name", "@example.org", "name@", "n" * 19 + "@example.org"])
def test_an_address_that_the_bank_cannot_know_is_refused(
    server: LocalBank, hasty: BakongBank, email: str
) -> None:
    """
    At most thirty characters with an @ between; anything else is not even asked.
    """
    with pytest.raises(InvalidInputError):
        hasty.renew_token(email=email)

    assert server.asked == []
