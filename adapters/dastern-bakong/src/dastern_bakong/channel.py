"""
The channel: one question to the bank over HTTP, and its answer or the reason for none.
"""

import ipaddress
from functools import partial
from time import monotonic

import attrs
import httpx
import pybreaker
from pydantic import SecretStr

from dastern_bakong.patience import Patience, circuit, retries, worth_asking_again
from dastern_bakong.replies import Answer, Reply, read_answer
from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.payments import BankAnswerError, BankPausedError, BankUnreachableError

__all__ = ["LARGEST_ANSWER_BYTES", "Channel", "Question", "require_secure_address"]

LARGEST_ANSWER_BYTES = 256 * 1024
"""
More is not read. Fifty records with their messages take about 30 kB.
"""

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",  # so that the bytes that are counted are the bytes there are
    "Content-Type": "application/json",
    "User-Agent": "dastern-bakong",
}


@attrs.frozen(kw_only=True)
class Question:
    """
    One request to the bank.

    Args:
        name: The path below the base address.
        body: JSON.
        repeatable: Whether asking twice does the same as asking once.
    """

    name: str
    body: bytes
    repeatable: bool = True


class Channel:
    """
    Asks questions, patiently.

    Args:
        client: Sends requests to the base address, follows no redirect.
        patience: How long, how often, and when not.
        circuit_storage: Where the circuit's state is kept; None for this process alone.
    """

    def __init__(
        self,
        client: httpx.Client,
        *,
        patience: Patience,
        circuit_storage: pybreaker.CircuitBreakerStorage | None,
    ) -> None:
        self._client = client
        self._patience = patience
        self._circuit = circuit(patience, storage=circuit_storage)
        self._retries = retries(patience)

    def ask(self, question: Question, *, token: SecretStr | None) -> Answer:
        """
        Ask, and ask again where that may help.

        Args:
            question: What to ask.
            token: Who asks; None where the bank wants no token.

        Raises:
            BankError: There is no answer.
        """
        started = monotonic()

        def again(error: Exception) -> bool | float:
            return worth_asking_again(
                error,
                repeatable=question.repeatable,
                spent_seconds=monotonic() - started,
                patience=self._patience,
            )

        return self._retries(again, partial(self._ask_once, question, token))

    def _ask_once(self, question: Question, token: SecretStr | None) -> Answer:
        try:
            with self._circuit.calling():
                return read_answer(self._exchange(question, token))
        except pybreaker.CircuitBreakerError as error:
            problem = (
                f"The bank failed {self._patience.failures} times in a row and is left alone for"
                f" {self._patience.pause_seconds:g} seconds"
            )
            raise BankPausedError(problem) from error

    def _exchange(self, question: Question, token: SecretStr | None) -> Reply:
        headers = dict(_HEADERS)
        if token is not None:
            headers["Authorization"] = f"Bearer {token.get_secret_value()}"
        try:
            with self._client.stream(
                "POST", question.name, content=question.body, headers=headers
            ) as response:
                return Reply(
                    status=response.status_code,
                    headers=response.headers,
                    body=self._read(response, until=monotonic() + self._patience.answer_seconds),
                )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            problem = "There is no connection to the bank"
            raise BankUnreachableError(problem, asked=False) from error
        except httpx.TransportError as error:
            problem = "The connection to the bank broke off or fell silent"
            raise BankUnreachableError(problem) from error

    def _read(self, response: httpx.Response, *, until: float) -> bytes:
        if response.headers.get("content-encoding", "identity") != "identity":
            problem = "The answer is compressed, which was not asked for"
            raise BankAnswerError(problem)
        body = bytearray()
        for part in response.iter_raw():
            body += part
            if len(body) > LARGEST_ANSWER_BYTES:
                problem = f"The answer is longer than {LARGEST_ANSWER_BYTES} bytes"
                raise BankAnswerError(problem)
            if monotonic() > until:
                problem = f"The answer took longer than {self._patience.answer_seconds:g} seconds"
                raise BankUnreachableError(problem)
        return bytes(body)


def require_secure_address(address: str) -> httpx.URL:
    """
    Refuse an address over which a token would travel in the open.

    Args:
        address: Where the bank's API is, its version included.

    Returns:
        The parsed address.

    Raises:
        InvalidInputError: It is no ``https`` address of a host alone; ``http`` is allowed
            to this computer.
    """
    problem = None
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError):
        url, problem = httpx.URL(), "is no address"
    else:
        if not url.host or url.userinfo or url.query or url.fragment:
            problem = "is not the address of a host and a path alone"
        elif url.scheme != "https" and not (url.scheme == "http" and _is_here(url.host)):
            problem = "would send the token in the open"
    if problem is not None:
        remedy = "Give an https address, such as https://api-bakong.nbc.gov.kh/v1."
        raise InvalidInputError(Fault(field="base_url", problem=problem, remedy=remedy))
    return url


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
