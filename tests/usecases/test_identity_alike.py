"""
Nobody learns who is there: the same answers after the same work (AUTH-11, EPA-07).

What is counted is what is asked of the store, of the hasher and of the messages: each of
those costs time that a stranger could measure.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import attrs
import pytest

from dastern_core.identity import OtpPurpose
from dastern_core.kernel import ActorRole, DasternError, Language
from dastern_core.ports.identity_store import IdentityStore, IdentityUnitOfWork
from dastern_core.testing.identity_samples import sample_account
from dastern_core.usecases.change_password import begin_password_reset, finish_password_reset
from dastern_core.usecases.identification import Identification, Visit
from dastern_core.usecases.log_in import log_in
from dastern_core.usecases.log_in_by_code import log_in_by_code
from dastern_core.usecases.request_code import request_code

if TYPE_CHECKING:
    from dastern_core.ports.identity_messages import IdentityMessages
    from dastern_core.ports.passwords import Passwords

PASSWORD = "a few quiet words"  # noqa: S105 - of nobody
VISIT = Visit(origin="203.0.113.7", device="Phone")
KNOWN, BARE, NOBODY, STAFF = "+85512340001", "+85512340002", "+85512340003", "+85512340004"
Step = Callable[[str, Identification], object]


class Told:
    """
    Something whose every call is written down.

    Args:
        thing: What does the work.
        name: How it is called.
        calls: Where they are written.
    """

    def __init__(self, thing: object, name: str, calls: list[str]) -> None:
        self._thing, self._name, self._calls = thing, name, calls

    def __getattr__(self, name: str) -> object:
        """
        Write the call down, then make it.
        """
        found = getattr(self._thing, name)
        if not callable(found):
            return Told(found, name, self._calls)
        self._calls.append(f"{self._name}.{name}")
        return found


class ToldStore:
    """
    A store whose every call is written down.

    Args:
        store: What does the work.
        calls: Where they are written.
    """

    def __init__(self, store: IdentityStore, calls: list[str]) -> None:
        self._store, self._calls = store, calls

    @contextmanager
    def begin(self) -> Iterator[IdentityUnitOfWork]:
        """
        Begin a transaction.
        """
        self._calls.append("begin")
        with self._store.begin() as work:
            yield cast("IdentityUnitOfWork", Told(work, "work", self._calls))
        self._calls.append("commit")


@pytest.fixture
def calls() -> list[str]:
    """
    Give an empty list.
    """
    return []


@pytest.fixture
def told(using: Identification, calls: list[str]) -> Identification:
    """
    Store somebody with a password, somebody without and staff, and write down what follows.
    """
    hashed = using.passwords.hash(PASSWORD)
    with using.store.begin() as work:
        work.accounts.add(attrs.evolve(sample_account(1), password_hash=hashed))
        work.accounts.add(sample_account(2))
        work.accounts.add(
            attrs.evolve(sample_account(4), role=ActorRole.ADMIN, password_hash=hashed)
        )
    return attrs.evolve(
        using,
        store=ToldStore(using.store, calls),
        passwords=cast("Passwords", Told(using.passwords, "passwords", calls)),
        messages=cast("IdentityMessages", Told(using.messages, "messages", calls)),
    )


def asking(purpose: OtpPurpose) -> Step:
    """
    Ask for a code.
    """

    def step(typed: str, using: Identification) -> object:
        return request_code(
            typed, purpose=purpose, visit=VISIT, language=Language.KHMER, using=using
        )

    return step


def by_password(typed: str, using: Identification) -> object:
    """
    Try a wrong password.
    """
    return log_in(typed, "wrong", visit=VISIT, using=using)


def by_code(typed: str, using: Identification) -> object:
    """
    Try a wrong code.
    """
    return log_in_by_code(typed, "x", visit=VISIT, using=using)


def by_reset_code(typed: str, using: Identification) -> object:
    """
    Try a wrong code for a new password.
    """
    return begin_password_reset(typed, "x", visit=VISIT, using=using)


def by_reset_token(typed: str, using: Identification) -> object:
    """
    Try a wrong token for a new password.
    """
    return finish_password_reset(typed, "x", "another quiet word", using=using)


STEPS: dict[str, tuple[Step, ...]] = {
    "a code for logging in": (asking(OtpPurpose.LOGIN),) * 2,
    "a code for a new password": (asking(OtpPurpose.PASSWORD_RESET),) * 2,
    "a code for registering": (asking(OtpPurpose.REGISTRATION),) * 2,
    "passwords": (by_password,) * 7,
    "codes, none sent": (by_code,) * 2,
    "codes": (asking(OtpPurpose.LOGIN), *(by_code,) * 7),
    "reset codes": (asking(OtpPurpose.PASSWORD_RESET), *(by_reset_code,) * 7),
    "reset tokens": (by_reset_token,) * 2,
}


@pytest.mark.rule("AUTH-11")
@pytest.mark.rule("EPA-07")
@pytest.mark.rule("AUTH-26")
@pytest.mark.rule("B016")
@pytest.mark.parametrize("name", STEPS)
def test_everybody_gets_the_same_answer_after_the_same_work(
    told: Identification, calls: list[str], name: str
) -> None:
    """
    Whoever is there with a password, without one or as staff, or is not there at all.
    """
    seen = []
    for typed in (KNOWN, BARE, STAFF, NOBODY):
        answers: list[object] = []
        for step in STEPS[name]:
            try:
                answers.append(step(typed, told))
            except DasternError as error:
                answers.append((type(error), str(error), vars(error)))
        seen.append((answers, tuple(calls)))
        calls.clear()

    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert "begin" in seen[0][1]
