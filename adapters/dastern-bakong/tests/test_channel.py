"""
The channel: every fault of the wire becomes its own error, and is repeated only if it may be.
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from threading import Event

import attrs
import pytest
import trustme
from pydantic import SecretStr

from dastern_bakong import BakongBank, Patience, bakong_bank
from dastern_bakong.channel import LARGEST_ANSWER_BYTES
from dastern_bakong.testing import (
    Fault,
    LocalBank,
    broken_off,
    dripping,
    local_bank,
    replying,
    silent,
)
from dastern_core.kernel import InvalidInputError
from dastern_core.payments import (
    BankAnswerError,
    BankBusyError,
    BankDownError,
    BankError,
    BankForbiddenError,
    BankRefusedError,
    BankTokenError,
    BankUnreachableError,
    Md5Key,
    Paid,
    Unpaid,
)
from dastern_core.testing.contracts.bank import sample_ledger, sample_transaction
from dastern_core.testing.samples import sample_order

KEY = Md5Key(md5=sample_order(1).md5)
PAID = Paid(transaction=sample_transaction(1))
HTML = "<html><body>403 Forbidden</body></html>"
MISSING = '{"responseCode": 1, "errorCode": 1}'
SUCCESS = (
    '{"responseCode": 0, "data":'
    f' {{"hash": "{"0" * 64}", "toAccountId": "a@b", "currency": "USD", "amount": 1}}}}'
)

REPEATED: list[tuple[str, Fault, type[BankError]]] = [
    ("500", replying(500, '{"responseCode": 1, "errorCode": 9}'), BankDownError),
    ("502", replying(502, HTML, content_type="text/html"), BankDownError),
    ("503", replying(503, ""), BankDownError),
    ("code 9", replying(200, '{"responseCode": 1, "errorCode": 9}'), BankDownError),
    ("429", replying(429, "", Retry_After="0"), BankBusyError),
    ("closed without a reply", broken_off(), BankUnreachableError),
    ("closed in the body", broken_off('{"resp', promised_bytes=90), BankUnreachableError),
    ("no HTTP", replying(200, "", content_type="x\r\nno header"), BankUnreachableError),
]
FINAL: list[tuple[str, Fault, type[BankError]]] = [
    ("redirect", replying(302, "", Location="/v1/elsewhere"), BankAnswerError),
    ("204", replying(204, ""), BankAnswerError),
    ("400", replying(400, '{"responseCode": 1, "errorCode": 5}'), BankRefusedError),
    ("401", replying(401, '{"responseCode": 1, "errorCode": 6}'), BankTokenError),
    ("code 6", replying(200, '{"responseCode": 1, "errorCode": 6}'), BankTokenError),
    ("403", replying(403, HTML, content_type="text/html"), BankForbiddenError),
    ("404 of a proxy", replying(404, HTML, content_type="text/html"), BankRefusedError),
    ("413", replying(413, "{}"), BankRefusedError),
    ("429 for long", replying(429, "", Retry_After="3600"), BankBusyError),
    ("HTML", replying(200, HTML, content_type="text/html"), BankAnswerError),
    ("no type", replying(200, "{}", content_type=""), BankAnswerError),
    ("broken JSON", replying(200, '{"responseCode": 0, '), BankAnswerError),
    ("no UTF-8", replying(200, b'{"responseCode": "\xff"}'), BankAnswerError),
    ("no object", replying(200, "[]"), BankAnswerError),
    ("nested", replying(200, "[" * 100_000), BankAnswerError),
    ("compressed", replying(200, MISSING, Content_Encoding="gzip"), BankAnswerError),
    ("too large", replying(200, MISSING.ljust(LARGEST_ANSWER_BYTES + 1)), BankAnswerError),
    ("code 99", replying(200, '{"responseCode": 1, "errorCode": 99}'), BankRefusedError),
    ("no code", replying(200, '{"responseCode": 1}'), BankRefusedError),
    ("paid, but 404", replying(404, SUCCESS), BankAnswerError),
]


@pytest.fixture
def closed_port() -> int:
    """
    Give a port on which nobody listens.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def brief(
    server: LocalBank, token: SecretStr, patience: Patience
) -> Iterator[Callable[..., BakongBank]]:
    """
    Open clients with other limits, which ask once.
    """
    opened = []

    def open_bank(**limits: float) -> BakongBank:
        limited = attrs.evolve(patience, retries=0, **limits)  # type: ignore[arg-type]  # seconds
        opened.append(bakong_bank(token, base_url=server.url, patience=limited))
        return opened[-1].__enter__()

    yield open_bank
    for one in opened:
        one.__exit__(None, None, None)


@pytest.mark.rule("PAY-12")
@pytest.mark.rule("SIG-06")
@pytest.mark.parametrize(
    ("fault", "expected"), [case[1:] for case in REPEATED], ids=[case[0] for case in REPEATED]
)
def test_a_passing_fault_is_repeated(
    server: LocalBank, bank: BakongBank, fault: Fault, expected: type[BankError]
) -> None:
    """
    Three repetitions, then the error; where the last one is answered, nobody hears of it.
    """
    server.misbehave(fault, fault, fault)
    answer = bank.find(KEY)
    server.misbehave(fault, fault, fault, fault)
    with pytest.raises(BankError) as caught:
        bank.find(KEY)

    assert (PAID, 8) == (answer, len(server.asked))
    assert expected is type(caught.value)


@pytest.mark.rule("PAY-12")
@pytest.mark.rule("SIG-06")
@pytest.mark.parametrize(
    ("fault", "expected"), [case[1:] for case in FINAL], ids=[case[0] for case in FINAL]
)
def test_a_lasting_fault_is_told_at_once(
    server: LocalBank, bank: BakongBank, fault: Fault, expected: type[BankError]
) -> None:
    """
    What another request would not change is asked once, and is never "not paid" (B074).
    """
    server.misbehave(fault)
    with pytest.raises(BankError) as caught:
        bank.find(KEY)

    assert (expected, 1) == (type(caught.value), len(server.asked))


def test_a_closed_port_is_no_answer(closed_port: int, token: SecretStr, patience: Patience) -> None:
    """
    Where nobody listens nothing was asked, and the error says so.
    """
    url = f"http://127.0.0.1:{closed_port}/v1"
    with (
        bakong_bank(token, base_url=url, patience=patience) as bank,
        pytest.raises(BankUnreachableError) as caught,
    ):
        bank.find(KEY)

    assert caught.value.asked is False


def test_no_proxy_is_taken_from_the_environment(
    closed_port: int, monkeypatch: pytest.MonkeyPatch, server: LocalBank
) -> None:
    """
    The token goes through a proxy that was named, or through none.
    """
    nowhere = f"http://127.0.0.1:{closed_port}"
    monkeypatch.setenv("ALL_PROXY", nowhere)
    monkeypatch.delenv("NO_PROXY", raising=False)
    token = server.token
    limits = Patience(retries=0)
    with bakong_bank(token, base_url=server.url, patience=limits) as direct:
        answer = direct.find(KEY)
    with (
        bakong_bank(token, base_url=server.url, patience=limits, proxy=nowhere) as proxied,
        pytest.raises(BankUnreachableError),
    ):
        proxied.find(KEY)

    assert answer == PAID


@pytest.mark.parametrize("after_headers", [False, True])
def test_silence_is_not_waited_out(
    server: LocalBank, brief: Callable[..., BakongBank], *, after_headers: bool
) -> None:
    """
    A bank that stops speaking is left, before the headers as after them.
    """
    server.misbehave(silent(after_headers=after_headers))
    with pytest.raises(BankUnreachableError) as caught:
        brief(silence_seconds=0.1).find(KEY)

    assert caught.value.asked is True


def test_a_slow_answer_is_not_waited_out(
    server: LocalBank, brief: Callable[..., BakongBank]
) -> None:
    """
    A body that drips faster than the silence allowed still has an end.
    """
    server.misbehave(dripping(every_seconds=0.01))
    with pytest.raises(BankUnreachableError) as caught:
        brief(silence_seconds=5, answer_seconds=0.1).find(KEY)

    assert "longer than 0.1 seconds" in str(caught.value)


def test_a_redirect_is_not_followed(server: LocalBank, bank: BakongBank) -> None:
    """
    The token goes nowhere else, whatever the reply says.
    """
    server.misbehave(replying(307, "", Location="/v1/elsewhere"))
    with pytest.raises(BankAnswerError):
        bank.find(KEY)

    assert ["/v1/check_transaction_by_md5"] == [one.path for one in server.asked]


def test_the_largest_answer_is_read(server: LocalBank, bank: BakongBank) -> None:
    """
    A body of exactly the limit is still an answer.
    """
    server.misbehave(replying(200, MISSING.ljust(LARGEST_ANSWER_BYTES)))

    assert isinstance(bank.find(KEY), Unpaid)


@pytest.mark.parametrize(
    "url",
    [
        "http://api-bakong.nbc.gov.kh/v1",
        "http://127.0.0.1.example.org/v1",
        "http://10.0.0.1/v1",
        "ftp://127.0.0.1/v1",
        "https://user:password@example.org/v1",
        "https://example.org/v1?key=1",
        "https://example.org/v1#part",
        "https:///v1",
        "api-bakong.nbc.gov.kh/v1",
        "https://example.org:port/v1",
        "",
    ],
)
def test_an_open_or_odd_address_is_refused(token: SecretStr, url: str) -> None:
    """
    The token travels encrypted, but on this computer.
    """
    with pytest.raises(InvalidInputError) as caught, bakong_bank(token, base_url=url):
        pass

    assert ["base_url"] == [fault.field for fault in caught.value.faults]


@pytest.mark.parametrize(
    "url", ["http://localhost:1/v1", "http://[::1]:1/v1", "http://127.9.9.9/v1"]
)
def test_this_computer_needs_no_certificate(token: SecretStr, url: str) -> None:
    """
    A server under test may speak plain HTTP.
    """
    with bakong_bank(token, base_url=url) as bank:
        assert isinstance(bank, BakongBank)


def test_a_certificate_must_be_trusted(token: SecretStr, patience: Patience) -> None:
    """
    Nothing is sent to a server whose certificate nobody vouches for.
    """
    authority = trustme.CA()
    speaks = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(speaks)
    trusts = ssl.create_default_context()
    authority.configure_trust(trusts)

    with local_bank(sample_ledger(), token=token, tls=speaks) as server:
        with (
            bakong_bank(token, base_url=server.url, patience=patience) as stranger,
            pytest.raises(BankUnreachableError) as caught,
        ):
            stranger.find(KEY)
        before = len(server.asked)
        with bakong_bank(token, base_url=server.url, patience=patience, tls=trusts) as bank:
            answer = bank.find(KEY)

    assert (False, 0) == (caught.value.asked, before)
    assert answer == PAID


def test_one_that_waits_holds_up_no_other(server: LocalBank, hasty: BakongBank) -> None:
    """
    Threads share a bank: a question that hangs does not keep the next from its answer.
    """
    arrived = Event()
    hang = silent(after_headers=True)

    def arrive_and_hang(handler: BaseHTTPRequestHandler) -> None:
        arrived.set()
        hang(handler)  # type: ignore[arg-type]  # the server's own handler

    server.misbehave(arrive_and_hang)
    with ThreadPoolExecutor(max_workers=1) as pool:
        hanging = pool.submit(hasty.find, KEY)
        arrived.wait(timeout=5)
        answer = hasty.find(KEY)
        still_hanging = not hanging.done()
        server.stopping.set()
        with pytest.raises(BankUnreachableError):
            hanging.result(timeout=5)

    assert (PAID, True) == (answer, still_hanging)
