"""
Proving codes against strangers: they neither shut the owner out nor guess their way in.
"""

from contextlib import suppress
from datetime import timedelta

import attrs
import pytest

from dastern_core.identity import (
    MOST_CODES_A_DAY,
    MOST_GUESSES_A_DAY,
    Account,
    CodeRefusedError,
    IdentityMessage,
    LoginNeedsCodeError,
    LoginRefusedError,
    OtpPurpose,
    TooManyCodesError,
)
from dastern_core.kernel import ActorRole, DasternError, Language, PortError
from dastern_core.testing.fakes import CollectedMessages, SteppingClock
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import sample_hospital_id
from dastern_core.usecases.identification import Identification, LoggedIn, Visit
from dastern_core.usecases.log_in import SecondFactorAsked, log_in
from dastern_core.usecases.log_in_by_code import log_in_by_code
from dastern_core.usecases.request_code import request_code

PASSWORD = "a few quiet words"  # noqa: S105 - of nobody
OWNER = Visit(origin="198.51.100.77", device="New phone")
FIVE_MINUTES = timedelta(minutes=5)


def stranger(number: int) -> Visit:
    """
    Give a stranger's visit from an address of its own.
    """
    return Visit(origin=f"2001:db8::{number}", device="Bot")


@pytest.fixture
def account(using: Identification) -> Account:
    """
    Store an account with a password.
    """
    return stored(using, sample_account(1))


def stored(using: Identification, account: Account) -> Account:
    """
    Store an account with the password.
    """
    account = attrs.evolve(account, password_hash=using.passwords.hash(PASSWORD))
    with using.store.begin() as work:
        work.accounts.add(account)
    return account


@attrs.frozen
class Door:
    """
    What somebody can try at an account.
    """

    using: Identification
    messages: CollectedMessages
    account: Account

    @property
    def typed(self) -> str:
        """
        Give what its owner types.
        """
        return self.account.identifiers[0].value

    def code(self, visit: Visit) -> str:
        """
        Ask for a code to log in, and read it.
        """
        request_code(
            self.typed,
            purpose=OtpPurpose.LOGIN,
            visit=visit,
            language=Language.KHMER,
            using=self.using,
        )
        return self.messages.code_for(self.account.identifiers[0])

    def wrong_passwords(self, visit: Visit) -> None:
        """
        Try five.
        """
        for _ in range(5):
            with suppress(DasternError):
                log_in(self.typed, "wrong", visit=visit, using=self.using)

    def wrong_codes(self, visit: Visit) -> None:
        """
        Ask for a code, and try five others.
        """
        with suppress(DasternError):
            self.code(visit)
        for _ in range(5):
            with suppress(DasternError):
                log_in_by_code(self.typed, "x", visit=visit, using=self.using)

    def gets_a_code(self, visit: Visit) -> bool:
        """
        Tell whether a code is sent.
        """
        with suppress(TooManyCodesError):
            self.code(visit)
            return True
        return False

    def by_code(self, typed_code: str, visit: Visit) -> LoggedIn:
        """
        Log in by a code.
        """
        return log_in_by_code(self.typed, typed_code, visit=visit, using=self.using)

    def by_both(
        self, typed_code: str | None, visit: Visit, password: str = PASSWORD
    ) -> LoggedIn | SecondFactorAsked:
        """
        Log in by a password and a code.
        """
        return log_in(self.typed, password, code=typed_code, visit=visit, using=self.using)

    def guessed(self, visits: list[Visit]) -> int:
        """
        Count the guesses that were looked at from somewhere in a day.
        """
        since = self.using.clock.now() - timedelta(days=1)
        with self.using.store.begin() as work:
            found = [
                one
                for visit in visits
                for one in work.challenges.recent(
                    self.account.identifiers[0], device=f"from:{visit.origin}", since=since
                )
            ]
        return sum(len(one.guesses) for one in found)


@pytest.fixture
def door(using: Identification, messages: CollectedMessages, account: Account) -> Door:
    """
    Give an account that somebody may come at.
    """
    return Door(using, messages, account)


@pytest.mark.rule("C09")
@pytest.mark.rule("C06")
def test_an_owner_on_a_new_device_gets_in_through_a_day_of_guessing(
    door: Door, clock: SteppingClock
) -> None:
    """
    By a code from an address of their own, while a stranger asks and guesses all day long.
    """
    for number in range(20):
        door.wrong_passwords(stranger(number))
    opened: list[LoggedIn] = []
    for minutes in range(0, 24 * 60, 5):
        door.wrong_codes(stranger(99))
        if minutes % 240 == 0:
            opened.append(door.by_code(door.code(OWNER), OWNER))
        clock.step(FIVE_MINUTES)

    assert [door.account.id] * 6 == [one.account_id for one in opened]
    assert door.guessed([stranger(99)]) <= 10


@pytest.mark.rule("C07")
@pytest.mark.rule("C09")
def test_strangers_with_many_addresses_guess_fifty_times_a_day(
    door: Door, clock: SteppingClock
) -> None:
    """
    However many they are; the known device and whoever has code and password come in still.
    """
    known = door.by_code(door.code(OWNER), OWNER)
    strangers = [stranger(number) for number in range(30)]
    for one in strangers:
        door.wrong_passwords(one)
        door.wrong_codes(one)
        clock.step(FIVE_MINUTES)
    with pytest.raises(CodeRefusedError):
        door.by_code(door.code(OWNER), OWNER)
    with pytest.raises(LoginNeedsCodeError):
        door.by_both(None, OWNER)
    with pytest.raises(LoginNeedsCodeError):
        door.by_both("x", OWNER)
    clock.step(FIVE_MINUTES)
    with pytest.raises(LoginRefusedError):
        door.by_both(door.code(OWNER), OWNER, "wrong")
    clock.step(timedelta(hours=1))
    at_home = attrs.evolve(OWNER, device_token=known.device_token)
    opened = [door.by_both(door.code(OWNER), OWNER), door.by_code(door.code(at_home), at_home)]

    assert MOST_GUESSES_A_DAY == door.guessed(strangers)
    assert [door.account.id] * 2 == [one.account_id for one in opened if isinstance(one, LoggedIn)]


@pytest.mark.rule("C09")
def test_a_code_alone_works_again_the_next_day(door: Door, clock: SteppingClock) -> None:
    """
    What strangers guessed is forgotten when the day has ended.
    """
    for number in range(10):
        door.wrong_codes(stranger(number))
    with pytest.raises(CodeRefusedError):
        door.by_code(door.code(OWNER), OWNER)
    clock.step(timedelta(days=1))
    opened = door.by_code(door.code(OWNER), OWNER)

    assert door.account.id == opened.account_id


@pytest.mark.rule("C09")
def test_strangers_have_a_hundred_codes_sent_a_day(door: Door, clock: SteppingClock) -> None:
    """
    However many they are; what a known device asks for is sent still.
    """
    known = door.by_code(door.code(OWNER), OWNER)
    at_home = attrs.evolve(OWNER, device_token=known.device_token)
    answers = [door.gets_a_code(stranger(number)) for number in range(MOST_CODES_A_DAY)]
    with pytest.raises(TooManyCodesError) as told:
        door.code(stranger(MOST_CODES_A_DAY))

    assert [True] * (MOST_CODES_A_DAY - 1) + [False] == answers
    assert 6 == len(door.code(at_home))
    assert clock.now() < told.value.retry_at <= clock.now() + timedelta(days=1)


def test_no_stranger_uses_up_an_operators_second_factor(
    using: Identification, messages: CollectedMessages, clock: SteppingClock
) -> None:
    """
    The password was right: neither codes nor guesses of others count.
    """
    hospital = sample_hospital_id(1)
    operator = stored(
        using, attrs.evolve(sample_account(2), role=ActorRole.OPERATOR, hospital_id=hospital)
    )
    door = Door(using, messages, operator)
    for number in range(MOST_CODES_A_DAY):
        with suppress(DasternError):
            request_code(
                door.typed,
                purpose=OtpPurpose.PASSWORD_RESET,
                visit=stranger(number),
                language=Language.KHMER,
                using=using,
            )
    clock.step(FIVE_MINUTES)
    asked = door.by_both(None, OWNER)
    opened = door.by_both(messages.code_for(operator.identifiers[0]), OWNER)

    assert isinstance(asked, SecondFactorAsked)
    assert isinstance(opened, LoggedIn)


class DroppedMessages(CollectedMessages):
    """
    Takes messages over and says that they cannot be sent.
    """

    def send(self, message: IdentityMessage) -> None:
        """
        Keep a message and fail.
        """
        super().send(message)
        failure = "the gateway is away"
        raise PortError(failure)


@pytest.mark.rule("EPA-10")
def test_a_code_that_was_not_sent_is_told_and_stands(
    using: Identification, account: Account
) -> None:
    """
    Whoever asked hears of the failure; the code is good, should it arrive after all.
    """
    dropped = DroppedMessages()
    door = Door(attrs.evolve(using, messages=dropped), dropped, account)
    with pytest.raises(PortError, match="gateway"):
        door.code(OWNER)
    opened = door.by_code(dropped.code_for(account.identifiers[0]), OWNER)

    assert account.id == opened.account_id
