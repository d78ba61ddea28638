"""
Nobody learns who is there: as many statements and calls of the key store, known or not.
"""

from collections.abc import Callable, Iterator
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event

from dastern_core.audit import AuditAction
from dastern_core.encryption import DataKey, WrappedKey
from dastern_core.identity import OtpPurpose
from dastern_core.kernel import DasternError, Language, PatientId
from dastern_core.testing.fakes import CollectedMessages, SeededEntropy, SteppingClock
from dastern_core.testing.fakes.access_tokens import InMemoryAccessTokens
from dastern_core.testing.fakes.passwords import FastPasswords
from dastern_core.testing.fakes.rate_limits import GENEROUS, InMemoryRateLimits
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import NOW, PHNOM_PENH
from dastern_core.usecases.identification import (
    Identification,
    IdentitySecrets,
    Visit,
    actor_of,
    record_identity,
)
from dastern_core.usecases.log_in import log_in
from dastern_core.usecases.log_in_by_code import log_in_by_code
from dastern_core.usecases.request_code import request_code
from dastern_postgres import identity_store
from dastern_postgres.testing import SAMPLE_KEYS

_VISIT = Visit(origin="203.0.113.7", device="Phone")
_KNOWN, _RENEWED, _FIRST, _NOBODY = (f"+8551234000{number}" for number in range(1, 5))
Step = Callable[[str, Identification], object]


class ToldKeys:
    """
    The sample key store, whose every call is written down.

    Args:
        calls: Where they are written.
    """

    def __init__(self, calls: list[str]) -> None:
        self._calls = calls

    def wrap(self, key: DataKey, *, owner: UUID) -> WrappedKey:
        """
        Wrap a key.
        """
        self._calls.append("wrap")
        return SAMPLE_KEYS.wrap(key, owner=owner)

    def unwrap(self, wrapped: WrappedKey) -> DataKey:
        """
        Unwrap a key.
        """
        self._calls.append("unwrap")
        return SAMPLE_KEYS.unwrap(wrapped)

    def rotate(self) -> str:
        """
        Rotate the sample key store's own key.
        """
        return SAMPLE_KEYS.rotate()


@pytest.fixture
def calls() -> Iterator[list[str]]:
    """
    Give every statement and call of the key store from now on.
    """
    told: list[str] = []

    def tell(_: Connection, __: object, statement: str, *___: object) -> None:
        told.append(statement)

    event.listen(Engine, "before_cursor_execute", tell)
    yield told
    event.remove(Engine, "before_cursor_execute", tell)


@pytest.fixture
def using(database: str, calls: list[str]) -> Iterator[Identification]:
    """
    Give what letting people in needs, with two who are known: one's key was renewed.
    """
    with psycopg.connect(database) as connection:  # which wants entries of its own time
        (now,) = connection.execute("SELECT now()").fetchone() or (NOW,)
    clock = SteppingClock(now)
    with identity_store(database, keys=ToldKeys(calls)) as store:
        using = Identification(
            store=store,
            clock=clock,
            entropy=SeededEntropy("alike"),
            passwords=FastPasswords(),
            access_tokens=InMemoryAccessTokens(),
            messages=CollectedMessages(),
            limits=InMemoryRateLimits(clock, table=GENEROUS),
            secrets=IdentitySecrets(codes=b"c" * 32, sessions=b"s" * 32, devices=b"d" * 32),
            known_passwords=frozenset(),
            zone=PHNOM_PENH,
        )
        for number in (1, 2):
            account = sample_account(number)
            with store.begin() as work:
                work.accounts.add(account)
                work.actors.put(actor_of(account))
                action = AuditAction.PATIENT_REGISTRATION
                record_identity(work, action, about=account.id, now=now, using=using)
        with store.begin() as work:
            owner = PatientId(sample_account(2).id)
            (first,) = work.data_keys.of(owner)
            renewed = DataKey(version=first.version + 1, material=b"k" * 32)
            work.data_keys.add(SAMPLE_KEYS.wrap(renewed, owner=owner))
        yield using


def _ask(purpose: OtpPurpose) -> Step:
    def step(typed: str, using: Identification) -> object:
        return request_code(
            typed, purpose=purpose, visit=_VISIT, language=Language.KHMER, using=using
        )

    return step


def _by_password(typed: str, using: Identification) -> object:
    return log_in(typed, "wrong", visit=_VISIT, using=using)


def _by_code(typed: str, using: Identification) -> object:
    return log_in_by_code(typed, "x", visit=_VISIT, using=using)


@pytest.mark.rule("AUTH-11")
@pytest.mark.rule("EPA-07")
@pytest.mark.parametrize(
    "step",
    [
        _ask(OtpPurpose.LOGIN),
        _ask(OtpPurpose.PASSWORD_RESET),
        _ask(OtpPurpose.REGISTRATION),
        _by_password,
        _by_code,
    ],
    ids=["login code", "reset code", "registration code", "password", "code"],
)
def test_nobody_costs_as_much_as_anybody(
    database: str, using: Identification, calls: list[str], step: Step
) -> None:
    """
    At the first contact, too, and without a row that grows by what strangers type.
    """
    seen = {}
    for typed in (_FIRST, _KNOWN, _RENEWED, _NOBODY):  # the first of all makes nobody's key
        calls.clear()
        try:
            step(typed, using)
        except DasternError as refused:
            calls.append(refused.code)
        seen[typed] = tuple(calls)
    with psycopg.connect(database) as connection:
        owners = connection.execute("SELECT count(DISTINCT patient_id) FROM data_keys").fetchone()

    assert seen[_KNOWN] == seen[_RENEWED] == seen[_NOBODY]
    assert (3,) == owners
