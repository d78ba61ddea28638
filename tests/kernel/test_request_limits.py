"""
Request limits: one table, and no limit that lets nobody through.
"""

from datetime import timedelta

import pytest

from dastern_core.kernel import REQUEST_LIMITS, InvalidInputError, RequestClass, RequestLimit


@pytest.mark.rule("C43")
def test_every_class_has_its_limit() -> None:
    """
    Five attempts to come in within a quarter of an hour.
    """
    assert set(RequestClass) == set(REQUEST_LIMITS)
    assert REQUEST_LIMITS[RequestClass.AUTHENTICATION] == RequestLimit(
        requests=5, window=timedelta(minutes=15)
    )


@pytest.mark.parametrize(("requests", "seconds"), [(0, 60), (1, 0)])
def test_refuses_a_limit_that_lets_nobody_through(requests: int, seconds: int) -> None:
    """
    Neither no request nor no time.
    """
    with pytest.raises(InvalidInputError, match="limit is too small"):
        RequestLimit(requests=requests, window=timedelta(seconds=seconds))
