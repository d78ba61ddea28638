"""
Plans: the table of tiers as the rules have it.
"""

from datetime import timedelta

import pytest

from dastern_core.subscriptions import PERIOD, PLANS, PlanTier

FREE, PREMIUM, FAMILY = (PLANS[tier] for tier in PlanTier)


@pytest.mark.rule("SUB-01")
def test_the_prices_and_the_period() -> None:
    """
    Nothing, half a dollar and one dollar, for thirty days.
    """
    prices = [str(PLANS[tier].price) for tier in PlanTier]

    assert prices == ["0.00 USD", "0.50 USD", "1.00 USD"]
    assert timedelta(days=30) == PERIOD


@pytest.mark.rule("SUB-02")
def test_the_limits() -> None:
    """
    The free plan has one prescription, three medicines, one relative; paid ones have more.
    """
    limits = [(plan.prescriptions, plan.medicines, plan.connections) for plan in PLANS.values()]

    assert limits == [(1, 3, 1), (None, None, 5), (None, None, 10)]


@pytest.mark.rule("SUB-03")
def test_the_quotas_are_in_bytes() -> None:
    """
    Five and twenty gibibytes.
    """
    quotas = [plan.storage_bytes for plan in (FREE, PREMIUM, FAMILY)]

    assert quotas == [5368709120, 21474836480, 21474836480]


def test_every_tier_has_its_own_plan() -> None:
    """
    No tier is without a plan, and a plan stands under its own tier.
    """
    assert {tier: tier for tier in PlanTier} == {tier: plan.tier for tier, plan in PLANS.items()}
