"""
A bank on this computer, for tests and demonstrations: HTTP as the documented API speaks it.

It answers from a ledger over real sockets, and misbehaves when told to. Needs
``dastern-core[testing]``.
"""

import json
import ssl
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import attrs
from pydantic import SecretStr

from dastern_core.kernel import Currency, Money
from dastern_core.payments import (
    ExternalKey,
    HashKey,
    InstructionKey,
    Md5Key,
    ShortHashKey,
    Transaction,
    TransactionKey,
    UnpaidReason,
)
from dastern_core.testing.fakes.bank import BankLedger

__all__ = [
    "Asked",
    "Fault",
    "LocalBank",
    "broken_off",
    "dripping",
    "local_bank",
    "replying",
    "silent",
]

_CODES = {
    UnpaidReason.NOT_FOUND: (1, "NOT_FOUND"),
    UnpaidReason.STATIC: (2, "STATIC_QR"),
    UnpaidReason.FAILED: (3, "FAILED"),
}
_LARGEST_BATCH = 50
_JSON = "application/json"

Fault = Callable[["_Handler"], None]
"""
What the server does instead of answering, to one request.
"""


@attrs.frozen(kw_only=True)
class Asked:
    """
    One request that arrived.

    Args:
        path: With the version.
        headers: With names in lower case.
        body: As it was sent.
    """

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def fields(self) -> object:
        """
        The parsed body.
        """
        return json.loads(self.body)


class LocalBank:
    """
    A running server.

    Args:
        ledger: What it knows.
        token: The access token it accepts; ``renew_token`` issues another.
        email: The address that is registered.
    """

    def __init__(self, ledger: BankLedger, *, token: SecretStr, email: str) -> None:
        self.ledger = ledger
        self.token = token
        self.email = email
        self.asked: list[Asked] = []
        self.faults: deque[Fault] = deque()
        self.stopping = Event()
        self.url = ""

    def misbehave(self, *faults: Fault) -> None:
        """
        Meet the next requests with faults, one each; later ones are answered again.
        """
        self.faults.extend(faults)


class _Handler(BaseHTTPRequestHandler):
    """
    One connection.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    bank: LocalBank

    def do_POST(self) -> None:
        """
        Answer a question, or misbehave.
        """
        size = int(self.headers.get("content-length", "0"))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(path=self.path, headers=headers, body=self.rfile.read(size))
        self.bank.asked.append(asked)
        if self.bank.faults:
            self.bank.faults.popleft()(self)
            return
        status, answer = _answer(self.bank, asked)
        replying(status, json.dumps(answer))(self)

    def log_message(self, *_: object) -> None:
        """
        Keep silent.
        """


def replying(status: int, body: str | bytes, *, content_type: str = _JSON, **headers: str) -> Fault:
    """
    Reply with something of one's own; a header's underscores become hyphens.
    """

    def reply(handler: _Handler) -> None:
        sent = body.encode() if isinstance(body, str) else body
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(sent)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(sent)

    return reply


def broken_off(body: str = "", *, promised_bytes: int | None = None) -> Fault:
    """
    Close the connection, after a part of a reply where a size is promised.
    """

    def reply(handler: _Handler) -> None:
        handler.close_connection = True
        if promised_bytes is not None:
            handler.send_response(200)
            handler.send_header("Content-Type", _JSON)
            handler.send_header("Content-Length", str(promised_bytes))
            handler.end_headers()
            handler.wfile.write(body.encode())

    return reply


def silent(*, after_headers: bool) -> Fault:
    """
    Keep the connection open and say nothing more.
    """

    def reply(handler: _Handler) -> None:
        if after_headers:
            handler.send_response(200)
            handler.send_header("Content-Type", _JSON)
            handler.send_header("Content-Length", "10")
            handler.end_headers()
            handler.wfile.flush()
        handler.close_connection = True
        handler.bank.stopping.wait()

    return reply


def dripping(*, every_seconds: float) -> Fault:
    """
    Send a reply that never ends, one space at a time.
    """

    def reply(handler: _Handler) -> None:
        handler.close_connection = True
        handler.send_response(200)
        handler.send_header("Content-Type", _JSON)
        handler.end_headers()
        try:
            while not handler.bank.stopping.wait(every_seconds):
                handler.wfile.write(b" ")
        except OSError:
            return  # the client has had enough

    return reply


@contextmanager
def local_bank(
    ledger: BankLedger,
    *,
    token: SecretStr,
    email: str = "developer@example.org",
    tls: ssl.SSLContext | None = None,
) -> Iterator[LocalBank]:
    """
    Run a bank on a free port of this computer for the length of a block.

    Args:
        ledger: What it knows.
        token: The access token it accepts.
        email: The address that may renew the token.
        tls: With a certificate, to speak HTTPS.
    """
    bank = LocalBank(ledger, token=token, email=email)
    handler = type("_BoundHandler", (_Handler,), {"bank": bank})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = False
        server.block_on_close = True
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        bank.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/v1"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield bank
        finally:
            bank.stopping.set()
            server.shutdown()
            thread.join()


def _answer(bank: LocalBank, asked: Asked) -> tuple[int, dict[str, object]]:
    """
    Answer as the documentation says; without a token only renewals.
    """
    name = asked.path.removeprefix("/v1/")
    fields = asked.fields
    if name == "renew_token" and isinstance(fields, dict):
        return _renewed(bank, fields)
    if asked.headers.get("authorization") != f"Bearer {bank.token.get_secret_value()}":
        return 401, _no(6)
    if isinstance(fields, list):
        return _many(bank.ledger, name, fields)
    return _one(bank.ledger, name, fields) if isinstance(fields, dict) else (400, _no(5))


def _many(ledger: BankLedger, name: str, asked: list[object]) -> tuple[int, dict[str, object]]:
    if len(asked) > _LARGEST_BATCH:
        return 400, _no(5)
    return 200, _yes([_item(ledger, name, str(one)) for one in asked])


def _one(ledger: BankLedger, name: str, fields: Mapping[str, str]) -> tuple[int, dict[str, object]]:
    if name == "check_bakong_account":
        known = fields["accountId"] in ledger.accounts
        return (200, _yes(None)) if known else (404, _no(11))
    if name == "generate_deeplink_by_qr":
        return 200, _yes({"shortLink": f"https://bank.invalid/{fields['qr'][-4:]}"})
    return _found(ledger, name, fields)


def _renewed(bank: LocalBank, fields: Mapping[str, str]) -> tuple[int, dict[str, object]]:
    if fields["email"] != bank.email:
        return 400, _no(10)
    bank.token = SecretStr(f"{bank.token.get_secret_value()}.renewed")
    return 200, _yes({"token": bank.token.get_secret_value()})


def _found(
    ledger: BankLedger, name: str, fields: Mapping[str, str]
) -> tuple[int, dict[str, object]]:
    key = _key(name.removeprefix("check_transaction_by_"), fields)
    transaction = ledger.transaction(key)
    if transaction is not None:
        return 200, _yes(_record(transaction))
    return 200, _no(_CODES[ledger.reason(key)][0])


def _key(kind: str, fields: Mapping[str, str]) -> TransactionKey:
    match kind:
        case "md5":
            return Md5Key(md5=fields["md5"])
        case "hash":
            return HashKey(hash=fields["hash"])
        case "short_hash":
            amount = Money.parse(str(fields["amount"]), currency=Currency[fields["currency"]])
            return ShortHashKey(short_hash=fields["hash"], amount=amount)
        case "instruction_ref":
            return InstructionKey(reference=fields["instructionRef"])
    return ExternalKey(reference=fields["externalRef"])


def _item(ledger: BankLedger, name: str, asked: str) -> dict[str, object]:
    kind = "md5" if "md5" in name else "hash"
    key = Md5Key(md5=asked) if kind == "md5" else HashKey(hash=asked)
    transaction = ledger.transaction(key)
    status = "SUCCESS" if transaction is not None else _CODES[ledger.reason(key)][1]
    data = None if transaction is None else _record(transaction)
    return {kind: asked, "status": status, "message": "A message", "data": data}


def _record(transaction: Transaction) -> dict[str, object]:
    amount = transaction.amount
    whole, cents = divmod(amount.minor, 10**amount.currency.places)
    return {
        "hash": transaction.hash,
        "fromAccountId": transaction.payer,
        "toAccountId": transaction.receiver,
        "currency": amount.currency.name,
        "amount": float(f"{whole}.{cents:02}") if cents else whole,  # a JSON number, as the bank's
        "description": "A description",
        "createdDateMs": _milliseconds(transaction.created_at),
        "acknowledgedDateMs": _milliseconds(transaction.acknowledged_at),
        "trackingStatus": None,
        "receiverBank": None,
        "receiverBankAccount": None,
        "instructionRef": transaction.instruction_reference,
        "externalRef": transaction.external_reference,
    }


def _milliseconds(instant: datetime | None) -> float | None:
    return None if instant is None else instant.timestamp() * 1000


def _yes(data: object) -> dict[str, object]:
    return {"responseCode": 0, "responseMessage": "Success", "errorCode": None, "data": data}


def _no(code: int) -> dict[str, object]:
    return {"responseCode": 1, "responseMessage": "Failure", "errorCode": code, "data": None}
