"""
A Stripe on this computer, and a gateway to it that asks once.
"""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from dastern_stripe import StripeGateway, stripe_gateway
from dastern_stripe.testing import LocalStripe, local_stripe


@pytest.fixture
def server() -> Iterator[LocalStripe]:
    """
    Run a Stripe that knows nothing yet.
    """
    with local_stripe(key=SecretStr("sk_test_sample")) as running:
        yield running


@pytest.fixture
def gateway(server: LocalStripe) -> Iterator[StripeGateway]:
    """
    Give a gateway that asks once, and waits a moment.
    """
    with stripe_gateway(
        server.key,
        account="acct_1",
        success_address="https://clinic.example/paid",
        cancel_address="https://clinic.example/plans",
        base_url=server.url,
        silence_seconds=0.3,
        retries=0,
    ) as opened:
        yield opened
