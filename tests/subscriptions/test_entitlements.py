"""
Entitlements: what a plan allows, exactly to its limit.
"""

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.subscriptions import (
    Limited,
    LimitReached,
    PlanTier,
    QuotaExceededError,
    Stored,
    WithinLimit,
    check_limit,
    plan_limit,
    require_room,
)

FREE, PREMIUM, FAMILY = PlanTier


@pytest.mark.rule("SUB-02")
@pytest.mark.rule("SUB-03")
@pytest.mark.parametrize(
    ("tier", "limits"),
    [
        (FREE, [1, 3, 1, 5368709120]),
        (PREMIUM, [None, None, 5, 21474836480]),
        (FAMILY, [None, None, 10, 21474836480]),
    ],
)
def test_each_plan_has_its_limits(tier: PlanTier, limits: list[int | None]) -> None:
    """
    Prescriptions, medicines, connections and bytes.
    """
    assert limits == [plan_limit(tier, limited) for limited in Limited]


@pytest.mark.parametrize(
    ("used", "adding", "decision"),
    [
        (0, 1, WithinLimit(left=2)),
        (2, 1, WithinLimit(left=0)),
        (0, 3, WithinLimit(left=0)),
        (
            2,
            2,
            LimitReached(limited=Limited.MEDICINES, tier=FREE, limit=3, used=2, upgrade_to=PREMIUM),
        ),
    ],
)
def test_a_limit_binds_exactly(
    used: int, adding: int, decision: WithinLimit | LimitReached
) -> None:
    """
    The third medicine fits, the fourth does not, and how many are left is told.
    """
    assert decision == check_limit(FREE, Limited.MEDICINES, used=used, adding=adding)


@pytest.mark.parametrize(
    ("limited", "prompt"),
    [
        (Limited.PRESCRIPTIONS, "You've reached your prescription limit. Upgrade to continue."),
        (Limited.MEDICINES, "You've reached your medicine limit. Upgrade to continue."),
        (Limited.CONNECTIONS, "You've reached your family connection limit. Upgrade to continue."),
        (Limited.STORAGE, "You've reached your storage limit. Upgrade to continue."),
    ],
)
def test_the_prompt_names_the_limit(limited: Limited, prompt: str) -> None:
    """
    Who reaches a limit is told which one, and what to do.
    """
    decision = check_limit(FREE, limited, used=plan_limit(FREE, limited) or 0, adding=1)

    assert isinstance(decision, LimitReached)
    assert prompt == decision.prompt


def test_the_plan_to_upgrade_to_is_the_cheapest_that_helps() -> None:
    """
    It is one that allows what is there and what is added; where none does, none is offered.
    """
    offers = [
        check_limit(FREE, Limited.CONNECTIONS, used=1, adding=1),
        check_limit(FREE, Limited.CONNECTIONS, used=5, adding=1),
        check_limit(FAMILY, Limited.CONNECTIONS, used=10, adding=1),
    ]
    reached = [one for one in offers if isinstance(one, LimitReached)]

    assert [PREMIUM, FAMILY, None] == [one.upgrade_to for one in reached]
    assert reached[2].prompt == "You've reached your family connection limit."


def test_without_a_limit_anything_fits() -> None:
    """
    A paid plan counts no prescriptions.
    """
    decision = check_limit(PREMIUM, Limited.PRESCRIPTIONS, used=10**9, adding=1)

    assert WithinLimit(left=None) == decision


@pytest.mark.rule("SUB-10")
def test_what_is_there_stays_after_a_downgrade() -> None:
    """
    More than the plan allows is no error; only something new is refused.
    """
    decision = check_limit(FREE, Limited.PRESCRIPTIONS, used=7, adding=1)

    assert (
        LimitReached(limited=Limited.PRESCRIPTIONS, tier=FREE, limit=1, used=7, upgrade_to=PREMIUM)
        == decision
    )


def test_numbers_out_of_range_are_refused() -> None:
    """
    Every fault is named.
    """
    with pytest.raises(InvalidInputError) as caught:
        check_limit(FREE, Limited.STORAGE, used=-1, adding=0)

    assert ["used", "adding"] == [fault.field for fault in caught.value.faults]


@pytest.mark.rule("SUB-05")
@pytest.mark.rule("SUB-11")
def test_what_is_too_much_is_refused_with_its_usage() -> None:
    """
    The error carries the prompt, how much is used, and the plan that would help.
    """
    require_room(FREE, Limited.STORAGE, used=0, adding=5368709120)
    with pytest.raises(QuotaExceededError, match="storage limit") as caught:
        require_room(FREE, Limited.STORAGE, used=5368709120, adding=1)

    assert (5368709120, 5368709120, PREMIUM) == (
        caught.value.reached.used,
        caught.value.reached.limit,
        caught.value.reached.upgrade_to,
    )


@pytest.mark.rule("SUB-12")
def test_rows_are_estimated_and_files_counted() -> None:
    """
    5 KB a prescription, 2 KB a dose, 1 KB an entry, and each file as it is.
    """
    stored = Stored(prescriptions=1, doses=2, entries=3, file_bytes=7)

    assert 5_120 + 2 * 2_048 + 3 * 1_024 + 7 == stored.bytes
