"""
The bank: the port, over the Bakong Open API of the National Bank of Cambodia.
"""

import json
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

import httpx
import pybreaker
from pydantic import SecretStr

from dastern_bakong import answers
from dastern_bakong.channel import Channel, Question, require_secure_address
from dastern_bakong.patience import Patience
from dastern_bakong.tokens import require_token
from dastern_core.kernel import Fault, InvalidInputError, Money
from dastern_core.payments import (
    AccountStatus,
    BakongAccount,
    DeeplinkRequest,
    HashKey,
    InstructionKey,
    Md5Key,
    Paid,
    ShortHashKey,
    TransactionKey,
    Unpaid,
    Unreadable,
    require_batch,
)

__all__ = ["PRODUCTION", "SANDBOX", "BakongBank", "bakong_bank"]

PRODUCTION = "https://api-bakong.nbc.gov.kh/v1"
"""
Where real payments are (PAY-11).
"""

SANDBOX = "https://sit-api-bakong.nbc.gov.kh/v1"
"""
Where the bank lets developers try; it has tokens of its own.
"""

_LONGEST_EMAIL = 30  # Bakong Open API 1.0.5, section 1


class BakongBank:
    """
    Asks the Open API; fulfils ``dastern_core.ports.bank.Bank``.

    It may be used by several threads at once. ``bakong_bank`` makes one.

    Args:
        channel: Carries the questions.
        token: The access token of the Open API.
    """

    def __init__(self, channel: Channel, *, token: SecretStr) -> None:
        self._channel = channel
        self._token = token

    def find(self, key: TransactionKey) -> Paid | Unpaid:
        """
        Ask what became of one payment.
        """
        answer = self._channel.ask(_question(key), token=self._token)
        return answers.lookup(answer, key=key)

    def find_many(
        self, keys: Sequence[Md5Key] | Sequence[HashKey]
    ) -> tuple[Paid | Unpaid | Unreadable, ...]:
        """
        Ask about many payments in one call.
        """
        require_batch(keys)
        if not keys:
            return ()
        names = [key.md5 if isinstance(key, Md5Key) else key.hash for key in keys]
        kind = "md5" if isinstance(keys[0], Md5Key) else "hash"
        question = Question(name=f"check_transaction_by_{kind}_list", body=_json(names))
        return answers.lookups(self._channel.ask(question, token=self._token), keys=keys)

    def account_status(self, account: BakongAccount) -> AccountStatus:
        """
        Ask whether an account exists.
        """
        question = Question(name="check_bakong_account", body=_json({"accountId": account.name}))
        return answers.account_status(self._channel.ask(question, token=self._token))

    def deeplink(self, request: DeeplinkRequest) -> str:
        """
        Have a link made that opens the bank's app with the code of a request.
        """
        fields: dict[str, object] = {"qr": request.payload}
        if request.source is not None:
            fields["sourceInfo"] = {
                "appIconUrl": request.source.icon_address,
                "appName": request.source.app_name,
                "appDeepLinkCallback": request.source.callback_address,
            }
        question = Question(name="generate_deeplink_by_qr", body=_json(fields))
        return answers.link(self._channel.ask(question, token=self._token))

    def renew_token(self, *, email: str) -> SecretStr:
        """
        Have a new access token issued, and use it from now on.

        It is repeated only where the bank did not get the question: each issue may end
        the token before.

        Args:
            email: The address that is registered with the bank, at most 30 long.

        Returns:
            The new token, to be kept where the old one was.

        Raises:
            InvalidInputError: It is no such address.
            BankError: No token was issued, as far as is known.
        """
        if not (0 < email.find("@") < len(email) - 1 and len(email) <= _LONGEST_EMAIL):
            problem = f"is not an e-mail address of at most {_LONGEST_EMAIL} characters"
            remedy = "Give the address that you registered with the bank."
            raise InvalidInputError(Fault(field="email", problem=problem, remedy=remedy))
        question = Question(name="renew_token", body=_json({"email": email}), repeatable=False)
        self._token = answers.new_token(self._channel.ask(question, token=None))
        return self._token


@contextmanager
def bakong_bank(
    token: SecretStr,
    *,
    base_url: str = PRODUCTION,
    patience: Patience = Patience(),  # noqa: B008 - frozen
    tls: ssl.SSLContext | None = None,
    proxy: str | None = None,
    circuit_storage: pybreaker.CircuitBreakerStorage | None = None,
) -> Iterator[BakongBank]:
    """
    Open a channel to the bank for the length of a block.

    Args:
        token: The access token; it is shown in no message, log or repr.
        base_url: Where the API is; TLS is required but to this computer.
        patience: How long to wait, how often to repeat, when to stop.
        tls: What certificates to trust; certifi's where none is given.
        proxy: The address of a proxy in Cambodia, for a computer that is not there. The
            environment's proxies are not used.
        circuit_storage: Where the state of the circuit breaker is kept, such as
            ``pybreaker.CircuitRedisStorage`` for all instances of a service (SIG-07).

    Raises:
        InvalidInputError: The address or the token can be none.
    """
    require_token(token)
    timeout = httpx.Timeout(
        connect=patience.connect_seconds,
        read=patience.silence_seconds,
        write=patience.silence_seconds,
        pool=patience.connect_seconds,
    )
    with httpx.Client(
        base_url=require_secure_address(base_url),
        timeout=timeout,
        verify=True if tls is None else tls,
        proxy=proxy,
        trust_env=False,
        follow_redirects=False,
    ) as client:
        channel = Channel(client, patience=patience, circuit_storage=circuit_storage)
        yield BakongBank(channel, token=token)


def _question(key: TransactionKey) -> Question:
    match key:
        case Md5Key(md5=md5):
            return Question(name="check_transaction_by_md5", body=_json({"md5": md5}))
        case HashKey(hash=whole):
            return Question(name="check_transaction_by_hash", body=_json({"hash": whole}))
        case ShortHashKey():
            return Question(name="check_transaction_by_short_hash", body=_short_hash(key))
        case InstructionKey(reference=reference):
            body = _json({"instructionRef": reference})
            return Question(name="check_transaction_by_instruction_ref", body=body)
    body = _json({"externalRef": key.reference})
    return Question(name="check_transaction_by_external_ref", body=body)


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _short_hash(key: ShortHashKey) -> bytes:
    """
    Write the amount digit by digit: the standard library's JSON would make it a float.
    """
    fields = _json({"hash": key.short_hash, "currency": key.amount.currency.name})
    return fields[:-1] + f', "amount": {_major(key.amount)}}}'.encode()


def _major(amount: Money) -> Decimal:
    return Decimal(amount.minor).scaleb(-amount.currency.places)
