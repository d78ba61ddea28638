"""
S3: links that expire, and failures that are told.
"""

import socket
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
import stamina

from dastern_core.kernel import InvalidInputError
from dastern_storage.failures import StorageFailureError
from dastern_storage.s3 import S3Objects
from dastern_storage.testing import local_bucket

_KEY = UUID(int=1)


@pytest.mark.rule("EPD-10")
def test_a_link_gives_the_object_uncached(bucket: S3Objects) -> None:
    """
    Whoever holds it loads the sealed bytes, for a while.
    """
    bucket.put(_KEY, b"sealed")
    answer = httpx.get(bucket.link(_KEY, lifetime=timedelta(minutes=1)))

    assert (200, b"sealed") == (answer.status_code, answer.content)


def test_a_tampered_link_is_refused(bucket: S3Objects) -> None:
    """
    Another key, a longer life or another signature open nothing.
    """
    bucket.put(_KEY, b"sealed")
    link = bucket.link(_KEY, lifetime=timedelta(minutes=1))
    changed = [
        link.replace(str(_KEY), str(UUID(int=2))),
        link.replace("X-Amz-Expires=60", "X-Amz-Expires=600"),
        link[:-1] + ("0" if link[-1] != "0" else "1"),
    ]

    assert {403} == {httpx.get(one).status_code for one in changed}


def test_an_expired_link_is_refused(bucket: S3Objects) -> None:
    """
    After its time a link opens nothing.
    """
    bucket.put(_KEY, b"sealed")
    link = bucket.link(_KEY, lifetime=timedelta(seconds=1))
    refused = None
    for attempt in stamina.retry_context(on=AssertionError, timeout=20, attempts=None):
        with attempt:
            refused = httpx.get(link).status_code
            assert refused != 200

    assert refused in {400, 403}


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(minutes=15, seconds=1)])
def test_a_link_lasts_a_quarter_of_an_hour_at_most(bucket: S3Objects, lifetime: timedelta) -> None:
    """
    A link that cannot be taken back is short.
    """
    with pytest.raises(InvalidInputError, match="lifetime is out of range"):
        bucket.link(_KEY, lifetime=lifetime)


def test_a_wrong_secret_is_a_declared_error(s3_endpoint: str) -> None:
    """
    The service's refusal names neither bucket nor key.
    """
    with pytest.raises(StorageFailureError, match="the object store answered"):
        local_bucket(s3_endpoint, secret_key="another").get(_KEY)  # noqa: S106 - a wrong one


def test_an_absent_service_is_a_declared_error() -> None:
    """
    Nobody listens: try again later.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"

    with pytest.raises(StorageFailureError, match="cannot be reached"):
        local_bucket(endpoint).get(_KEY)
