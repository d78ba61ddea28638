"""
Patience: how long is waited, what is repeated, and what opens the circuit.
"""

from collections.abc import Iterator
from datetime import timedelta

import attrs
import pybreaker
import pytest
import stamina
from pydantic import SecretStr
from stamina.instrumentation import RetryDetails

from dastern_bakong import BakongBank, Patience, bakong_bank
from dastern_bakong.patience import worth_asking_again
from dastern_bakong.testing import LocalBank, broken_off, replying
from dastern_core.payments import (
    BankAnswerError,
    BankBusyError,
    BankDownError,
    BankError,
    BankPausedError,
    BankTokenError,
    BankUnreachableError,
    Md5Key,
    Paid,
    Unpaid,
)
from dastern_core.testing.contracts.bank import sample_transaction
from dastern_core.testing.samples import sample_order

KEY = Md5Key(md5=sample_order(1).md5)
PAID = Paid(transaction=sample_transaction(1))
DOWN = replying(500, "")


@pytest.fixture
def waits() -> Iterator[list[float]]:
    """
    Record how long each repetition waits.
    """
    recorded: list[float] = []

    def record(details: RetryDetails) -> None:
        recorded.append(details.wait_for)

    stamina.instrumentation.set_on_retry_hooks([record])
    yield recorded
    stamina.instrumentation.set_on_retry_hooks(None)


@pytest.mark.rule("SIG-06")
def test_waits_double(
    server: LocalBank, token: SecretStr, patience: Patience, waits: list[float]
) -> None:
    """
    Each wait is twice the one before, up to the longest; a jitter only adds to it.
    """
    server.misbehave(DOWN, DOWN, DOWN)
    plain = attrs.evolve(patience, first_wait_seconds=0.01, longest_wait_seconds=0.03)
    with bakong_bank(token, base_url=server.url, patience=plain) as bank:
        bank.find(KEY)
    server.misbehave(DOWN, DOWN, DOWN)
    jittery = attrs.evolve(patience, first_wait_seconds=0.01, jitter_seconds=0.01)
    with bakong_bank(token, base_url=server.url, patience=jittery) as bank:
        bank.find(KEY)

    assert [0.01, 0.02, 0.03] == pytest.approx(waits[:3])
    assert all(
        least <= wait <= least + 0.01
        for least, wait in zip((0.01, 0.02, 0.04), waits[3:], strict=True)
    )


@pytest.mark.rule("SIG-05")
@pytest.mark.rule("SIG-06")
def test_the_limits_are_those_of_the_rules() -> None:
    """
    Three repetitions after 1, 2 and 4 seconds, none above 30; five failures, 60 seconds.
    """
    usual = Patience()

    assert (3, 1, 30, 30) == (
        usual.retries,
        usual.first_wait_seconds,
        usual.longest_wait_seconds,
        usual.total_seconds,
    )
    assert (5, 60) == (usual.failures, usual.pause_seconds)


@pytest.mark.rule("PAY-12")
def test_the_wait_that_the_bank_asks_for_is_kept(
    server: LocalBank, token: SecretStr, patience: Patience, waits: list[float]
) -> None:
    """
    Its Retry-After takes the place of the wait that doubles.
    """
    server.misbehave(replying(429, "", Retry_After="0"))
    slow = attrs.evolve(patience, first_wait_seconds=25)
    with bakong_bank(token, base_url=server.url, patience=slow) as bank:
        answer = bank.find(KEY)

    assert (PAID, [0]) == (answer, waits)


def test_a_repetition_does_not_begin_after_the_total(
    server: LocalBank, token: SecretStr, patience: Patience
) -> None:
    """
    The time for one question ends, whatever the number of repetitions.
    """
    server.misbehave(DOWN)
    short = attrs.evolve(patience, total_seconds=1e-9)
    with (
        bakong_bank(token, base_url=server.url, patience=short) as bank,
        pytest.raises(BankDownError),
    ):
        bank.find(KEY)

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("error", "repeatable", "spent", "expected"),
    [
        (BankUnreachableError("", asked=False), False, 0, True),
        (BankUnreachableError("", asked=True), False, 0, False),
        (BankUnreachableError("", asked=True), True, 0, True),
        (BankDownError(""), False, 0, False),
        (BankDownError(""), True, 0, True),
        (BankBusyError(""), False, 0, True),
        (BankBusyError("", wait=timedelta(seconds=7)), False, 0, 7.0),
        (BankBusyError("", wait=timedelta(seconds=30)), True, 0, 30.0),
        (BankBusyError("", wait=timedelta(seconds=31)), True, 0, False),
        (BankBusyError("", wait=timedelta(seconds=7)), True, 24, False),
        (BankTokenError(""), True, 0, False),
        (BankAnswerError(""), True, 0, False),
        (BankPausedError(""), True, 0, False),
        (ZeroDivisionError(), True, 0, False),
    ],
)
def test_only_what_may_be_repeated_is(
    error: Exception, *, repeatable: bool, spent: float, expected: bool | float
) -> None:
    """
    What reached the bank is repeated only where twice is as good as once.
    """
    decided = worth_asking_again(
        error, repeatable=repeatable, spent_seconds=spent, patience=Patience()
    )

    assert (type(expected), expected) == (type(decided), decided)


@pytest.mark.rule("SIG-06")
@pytest.mark.parametrize("fault", [DOWN, broken_off()], ids=["500", "closed"])
def test_a_token_is_not_renewed_twice(server: LocalBank, bank: BakongBank, fault: object) -> None:
    """
    A renewal that may have reached the bank is not repeated: each may end the token before.
    """
    server.misbehave(fault)  # type: ignore[arg-type]  # one of two faults
    with pytest.raises(BankError):
        bank.renew_token(email=server.email)

    assert len(server.asked) == 1


@pytest.mark.rule("SIG-07")
@pytest.mark.parametrize("fault", [DOWN, broken_off()], ids=["500", "closed"])
def test_failures_in_a_row_open_the_circuit(
    server: LocalBank, token: SecretStr, patience: Patience, fault: object
) -> None:
    """
    After them nothing is sent, and the error says for how long.
    """
    server.misbehave(fault, fault, fault)  # type: ignore[arg-type]  # one of two faults
    thrice = attrs.evolve(patience, retries=0, failures=3)
    with bakong_bank(token, base_url=server.url, patience=thrice) as bank:
        for _ in range(3):
            with pytest.raises(BankError) as before:
                bank.find(KEY)
            assert not isinstance(before.value, BankPausedError)
        with pytest.raises(BankPausedError) as caught:
            bank.find(KEY)

    assert len(server.asked) == 3
    assert "3600 seconds" in str(caught.value)


@pytest.mark.rule("SIG-07")
@pytest.mark.parametrize(
    "fault",
    [
        replying(400, '{"responseCode": 1, "errorCode": 5}'),
        replying(400, '{"responseCode": 1, "errorCode": 9}'),
        replying(401, ""),
        replying(403, ""),
        replying(404, ""),
        replying(429, ""),
        replying(200, "<html>", content_type="text/html"),
    ],
    ids=["400", "400 with code 9", "401", "403", "404", "429", "unreadable"],
)
def test_a_refusal_never_opens_the_circuit(
    server: LocalBank, token: SecretStr, patience: Patience, fault: object
) -> None:
    """
    A circuit that one failure opens lets ten refusals pass (B012).
    """
    once = attrs.evolve(patience, retries=0, failures=1)
    with bakong_bank(token, base_url=server.url, patience=once) as bank:
        for _ in range(10):
            server.misbehave(fault)  # type: ignore[arg-type]  # one of the faults
            with pytest.raises(BankError):
                bank.find(KEY)
        answer = bank.find(KEY)

    assert answer == PAID


def test_nothing_found_never_opens_the_circuit(
    server: LocalBank, token: SecretStr, patience: Patience
) -> None:
    """
    "Not found" is an answer, also under HTTP 404.
    """
    once = attrs.evolve(patience, retries=0, failures=1)
    missing = replying(404, '{"responseCode": 1, "errorCode": 1, "data": null}')
    with bakong_bank(token, base_url=server.url, patience=once) as bank:
        answers = []
        for _ in range(10):
            server.misbehave(missing)
            answers.append(type(bank.find(KEY)))

    assert answers == [Unpaid] * 10


@pytest.mark.rule("SIG-07")
def test_the_circuit_closes_by_one_answer(
    server: LocalBank, token: SecretStr, patience: Patience
) -> None:
    """
    After the pause one question is let through; its answer ends the trouble.
    """
    server.misbehave(DOWN, DOWN)
    once = attrs.evolve(patience, retries=0, failures=1, pause_seconds=0)
    with bakong_bank(token, base_url=server.url, patience=once) as bank:
        for _ in range(2):
            with pytest.raises(BankDownError):
                bank.find(KEY)
        answers = [bank.find(KEY), bank.find(KEY)]

    assert answers == [PAID, PAID]


@pytest.mark.rule("SIG-07")
def test_the_circuit_is_shared_where_its_storage_is(
    server: LocalBank, token: SecretStr, patience: Patience
) -> None:
    """
    What one instance of a service learns, the others know.
    """
    storage = pybreaker.CircuitMemoryStorage(pybreaker.STATE_CLOSED)
    once = attrs.evolve(patience, retries=0, failures=1)
    server.misbehave(DOWN)
    with (
        bakong_bank(token, base_url=server.url, patience=once, circuit_storage=storage) as first,
        bakong_bank(token, base_url=server.url, patience=once, circuit_storage=storage) as second,
    ):
        with pytest.raises(BankDownError):
            first.find(KEY)
        with pytest.raises(BankPausedError):
            second.find(KEY)

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("connect_seconds", 0.0),
        ("silence_seconds", 0.0),
        ("answer_seconds", 0.0),
        ("total_seconds", 0.0),
        ("first_wait_seconds", -1.0),
        ("longest_wait_seconds", -1.0),
        ("jitter_seconds", -1.0),
        ("pause_seconds", -1.0),
        ("retries", -1),
        ("failures", 0),
    ],
)
def test_impossible_limits_are_refused(field: str, value: float) -> None:
    """
    A limit that lets nothing through, or lies in the past, is an error at the start.
    """
    with pytest.raises(ValueError, match=field):
        attrs.evolve(Patience(), **{field: value})  # type: ignore[arg-type]  # wrong on purpose
