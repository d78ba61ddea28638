"""
A Stripe on this computer, for tests and demonstrations: HTTP as its API speaks it.

It takes checkout sessions and gives them and invoices back over real sockets, signs events,
and misbehaves when told to. Needs ``dastern-core[testing]``.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import attrs
import stripe
from pydantic import SecretStr

__all__ = ["Asked", "Fault", "LocalStripe", "broken_off", "local_stripe", "replying", "silent"]

Fault = Callable[["_Handler"], None]
"""
What the server does instead of answering, to one request.
"""


@attrs.frozen(kw_only=True)
class Asked:
    """
    One request that arrived.

    Args:
        method: Such as ``POST``.
        path: Without the query.
        headers: With names in lower case.
        fields: Of the form or the query, by their bracketed names.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    fields: Mapping[str, str]


class LocalStripe:
    """
    A running server.

    Args:
        key: The API key it accepts.
    """

    def __init__(self, *, key: SecretStr) -> None:
        self.key = key
        self.sessions: dict[str, dict[str, Any]] = {}
        self.invoices: dict[str, dict[str, Any]] = {}
        self.begun: dict[str, str] = {}
        self.asked: list[Asked] = []
        self.faults: deque[Fault] = deque()
        self.stopping = Event()
        self.url = ""

    def misbehave(self, *faults: Fault) -> None:
        """
        Meet the next requests with faults, one each; later ones are answered again.
        """
        self.faults.extend(faults)

    def pay(
        self, session_id: str, *, at: datetime, amount: int | None = None, currency: str = "usd"
    ) -> None:
        """
        Let somebody pay on a page; another amount or currency where they are given.
        """
        session, seconds = self.sessions[session_id], int(at.timestamp())
        paid = session["amount_total"] if amount is None else amount
        session |= {
            "status": "complete",
            "payment_status": "paid",
            "amount_total": paid,
            "currency": currency,
            "url": None,
        }
        if session["mode"] == "payment":
            session["payment_intent"] = {"latest_charge": {"created": seconds}}
            return
        invoice = self.bill(
            f"in_{session_id}",
            at=at,
            amount=paid,
            reason="subscription_create",
            metadata=session["metadata"],
        )
        session["invoice"] = invoice

    def bill(
        self,
        invoice_id: str,
        *,
        at: datetime,
        amount: int,
        metadata: Mapping[str, str],
        reason: str = "subscription_cycle",
        status: str = "paid",
    ) -> dict[str, Any]:
        """
        Bill a period of a subscription.
        """
        seconds = int(at.timestamp())
        invoice: dict[str, Any] = {
            "id": invoice_id,
            "object": "invoice",
            "status": status,
            "amount_paid": amount,
            "currency": "usd",
            "created": seconds,
            "billing_reason": reason,
            "status_transitions": {"paid_at": seconds if status == "paid" else None},
            "parent": {"subscription_details": {"metadata": dict(metadata)}},
        }
        self.invoices[invoice_id] = invoice
        return invoice

    def event(
        self, event_id: str, kind: str, subject: Mapping[str, Any], *, secret: str, at: datetime
    ) -> tuple[bytes, str]:
        """
        Give an event's body and its signature, as Stripe sends them.
        """
        body = json.dumps(
            {"id": event_id, "object": "event", "type": kind, "data": {"object": subject}}
        )
        signed = stripe.WebhookSignature.generate_signature_header(
            body, secret, int(at.timestamp())
        )
        return body.encode(), str(signed)


class _Handler(BaseHTTPRequestHandler):
    """
    One connection.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    stripe: LocalStripe

    def do_GET(self) -> None:
        """
        Give something back, or misbehave.
        """
        self._answer("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        """
        Take something, or misbehave.
        """
        size = int(self.headers.get("content-length", "0"))
        self._answer("POST", self.rfile.read(size).decode())

    def log_message(self, *_: object) -> None:
        """
        Keep silent.
        """

    def _answer(self, method: str, form: str) -> None:
        asked = Asked(
            method=method,
            path=urlsplit(self.path).path,
            headers={name.lower(): value for name, value in self.headers.items()},
            fields=dict(parse_qsl(form)),
        )
        self.stripe.asked.append(asked)
        if self.stripe.faults:
            self.stripe.faults.popleft()(self)
            return
        status, answer = _respond(self.stripe, asked)
        replying(status, json.dumps(answer))(self)


def replying(status: int, body: str) -> Fault:
    """
    Reply with something of one's own.
    """

    def reply(handler: _Handler) -> None:
        sent = body.encode()
        handler.close_connection = True  # else the server would wait for the client's next word
        handler.send_response(status)
        handler.send_header("Connection", "close")
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(sent)))
        handler.end_headers()
        handler.wfile.write(sent)

    return reply


def broken_off() -> Fault:
    """
    Close the connection without an answer.
    """

    def reply(handler: _Handler) -> None:
        handler.close_connection = True

    return reply


def silent() -> Fault:
    """
    Keep the connection open and say nothing.
    """

    def reply(handler: _Handler) -> None:
        handler.close_connection = True
        handler.stripe.stopping.wait()

    return reply


@contextmanager
def local_stripe(*, key: SecretStr) -> Iterator[LocalStripe]:
    """
    Run a Stripe on a free port of this computer for the length of a block.

    Args:
        key: The API key it accepts.
    """
    running = LocalStripe(key=key)
    handler = type("_BoundHandler", (_Handler,), {"stripe": running})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = False
        server.block_on_close = True
        running.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield running
        finally:
            running.stopping.set()
            server.shutdown()
            thread.join()


def _respond(local: LocalStripe, asked: Asked) -> tuple[int, dict[str, Any]]:
    if asked.headers.get("authorization") != f"Bearer {local.key.get_secret_value()}":
        return 401, _error("invalid_request_error", "Invalid API key")
    if asked.method == "POST" and asked.path == "/v1/checkout/sessions":
        return 200, _begin(local, asked)
    name = asked.path.rpartition("/")[2]
    known = local.sessions if "/checkout/sessions/" in asked.path else local.invoices
    if name not in known:
        return 404, _error("invalid_request_error", f"No such thing: {name}")
    return 200, known[name]


def _begin(local: LocalStripe, asked: Asked) -> dict[str, Any]:
    fields = asked.fields
    key = asked.headers.get("idempotency-key", "")
    if key in local.begun:
        return local.sessions[local.begun[key]]
    session_id = f"cs_test_{len(local.sessions) + 1}"
    local.begun[key] = session_id
    local.sessions[session_id] = {
        "id": session_id,
        "object": "checkout.session",
        "mode": fields["mode"],
        "client_reference_id": fields["client_reference_id"],
        "status": "open",
        "payment_status": "unpaid",
        "amount_total": int(fields["line_items[0][price_data][unit_amount]"]),
        "currency": fields["line_items[0][price_data][currency]"],
        "url": f"https://checkout.stripe.invalid/{session_id}",
        "invoice": None,
        "payment_intent": None,
        "metadata": {
            name[9:-1]: text for name, text in fields.items() if name.startswith("metadata[")
        },
    }
    return local.sessions[session_id]


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"error": {"type": kind, "message": message}}
