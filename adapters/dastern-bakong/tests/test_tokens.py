"""
Tokens: the access token is shown nowhere.
"""

import logging
import traceback
from collections.abc import Callable

import attrs
import pytest
from pydantic import SecretStr

from dastern_bakong import BakongBank, Patience, bakong_bank
from dastern_bakong.testing import Fault, LocalBank, broken_off, replying
from dastern_core.kernel import InvalidInputError
from dastern_core.payments import BankError, Md5Key
from dastern_core.testing.samples import sample_order

KEY = Md5Key(md5=sample_order(1).md5)
SECRET = "eyJhbGciOiJIUzI1NiJ9.very-secret.signature"  # noqa: S105 - invented, to be searched for


@pytest.mark.parametrize("text", ["", "two words", "line\r\nX-Header: 1", "ជា", "a" * 4097, "=a"])
def test_what_is_no_token_is_refused_without_a_look(text: str) -> None:
    """
    It could break out of its header; the message does not repeat it.
    """
    with pytest.raises(InvalidInputError) as caught, bakong_bank(SecretStr(text)):
        pass

    assert ["token"] == [fault.field for fault in caught.value.faults]
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    "fault",
    [
        lambda text: replying(200, f'{{"responseCode": 0, "data": {{"hash": "{text}"}}}}'),
        lambda text: replying(200, f"{text} is no JSON"),
        lambda text: replying(401, f'{{"responseMessage": "{text} has expired"}}'),
        lambda text: replying(400, f'{{"responseCode": 1, "responseMessage": "{text}"}}'),
        lambda text: replying(302, text),
        lambda _: replying(500, ""),
        lambda _: broken_off(),
    ],
)
def test_no_message_log_or_trace_shows_the_token(
    server: LocalBank,
    patience: Patience,
    caplog: pytest.LogCaptureFixture,
    fault: Callable[[str], Fault],
) -> None:
    """
    Even where the server sends it back in a body, and with every logger at its most talkative.
    """
    token = SecretStr(SECRET)
    server.token = token
    told = []
    once = attrs.evolve(patience, retries=1)
    server.misbehave(fault(SECRET), fault(SECRET))
    with (
        caplog.at_level(logging.DEBUG),
        bakong_bank(token, base_url=server.url, patience=once) as bank,
    ):
        try:
            bank.find(KEY)
        except BankError as error:
            told += [str(error), repr(error), *traceback.format_exception(error)]
        server.faults.clear()
        bank.find(KEY)
        wrong = f'{{"responseCode": 0, "data": {{"token": "{SECRET} and more"}}}}'
        server.misbehave(replying(200, wrong))
        with pytest.raises(BankError) as renewal:
            bank.renew_token(email=server.email)
        renewed = bank.renew_token(email=server.email)
        told += [repr(bank), repr(vars(bank)), repr(renewed)]
        told += traceback.format_exception(renewal.value)

    assert len(caplog.records) > 0
    assert "very-secret" not in caplog.text
    assert [text for text in told if "very-secret" in text] == []


def test_a_bank_shows_no_token(bank: BakongBank, token: SecretStr) -> None:
    """
    Neither the client nor what it holds prints it.
    """
    assert token.get_secret_value() not in f"{bank!r} {vars(bank)!r}"
