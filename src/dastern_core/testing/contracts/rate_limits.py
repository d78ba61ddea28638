"""
What everything does that counts requests.
"""

import pytest

from dastern_core.kernel import REQUEST_LIMITS, RequestClass
from dastern_core.ports.rate_limits import RateLimits

__all__ = ["RateLimitsContract"]


class RateLimitsContract:
    """
    Subclass it and supply a fixture ``rate_limits`` that has counted nothing.
    """

    @pytest.mark.rule("C43")
    @pytest.mark.rule("EPA-06")
    @pytest.mark.parametrize("kind", RequestClass)
    def test_allows_as_many_as_the_table_says(
        self, rate_limits: RateLimits, kind: RequestClass
    ) -> None:
        """
        And none more; whoever is refused is told when to come back.
        """
        most = REQUEST_LIMITS[kind].requests
        answers = [rate_limits.hit(kind, "one") for _ in range(most + 1)]

        assert [True] * most + [False] == [one.allowed for one in answers]
        assert [*range(most - 1, -1, -1), 0] == [one.remaining for one in answers]
        assert answers[0].resets_at.tzinfo is not None

    def test_counts_everybody_and_everything_apart(self, rate_limits: RateLimits) -> None:
        """
        Another key and another class begin anew.
        """
        for _ in range(5):
            rate_limits.hit(RequestClass.AUTHENTICATION, "one")
        answers = [
            rate_limits.hit(kind, key).allowed
            for kind, key in (
                (RequestClass.AUTHENTICATION, "one"),
                (RequestClass.AUTHENTICATION, "two"),
                (RequestClass.UPLOAD, "one"),
            )
        ]

        assert [False, True, True] == answers
