"""
Objects in S3, and links to them that expire.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit
from uuid import UUID

from minio import Minio
from minio.error import MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from dastern_core.kernel import ConflictError, Fault, InvalidInputError, NotFoundError
from dastern_storage.failures import StorageFailureError

__all__ = ["LONGEST_LINK", "S3Objects", "s3_objects"]

LONGEST_LINK = timedelta(minutes=15)
"""
How long a link works at most: a link is a right that cannot be taken back.
"""

_SECONDS = 10  # to connect, and between two bytes
_TRIES = 3
_UNREACHABLE = "the object store cannot be reached ({}): try again later"


def s3_objects(
    *, endpoint: str, region: str, bucket: str, access_key: str, secret_key: str
) -> "S3Objects":
    """
    Open a bucket that exists already.

    Args:
        endpoint: The service's address, such as ``"https://s3.ap-southeast-1.amazonaws.com"``.
        region: Its region, such as ``"ap-southeast-1"``.
        bucket: The bucket.
        access_key: The account's key.
        secret_key: Its secret.
    """
    address = urlsplit(endpoint)
    patience = Retry(total=_TRIES, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504])
    client = Minio(
        address.netloc,
        access_key=access_key,
        secret_key=secret_key,
        secure=address.scheme == "https",
        region=region,
        http_client=PoolManager(timeout=Timeout(_SECONDS), retries=patience),
    )
    return S3Objects(client, bucket)


class S3Objects:
    """
    A bucket, for any number of threads; ``s3_objects`` opens one.

    S3 services do not all write only where nothing is: of two writers that put different
    contents under one fresh key at the same moment, the last one counts.

    Args:
        client: For S3.
        bucket: The bucket's name.
    """

    def __init__(self, client: Minio, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: UUID, content: bytes) -> None:
        """
        Store an object, whole or not at all.

        Raises:
            ConflictError: Another content has this key.
            StorageFailureError: The service failed.
        """
        try:
            stored = self.get(key)
        except NotFoundError:
            with _failures():
                self._client.put_object(self._bucket, str(key), BytesIO(content), len(content))
            return
        if stored != content:
            message = "another object has this key"
            raise ConflictError(message)

    def get(self, key: UUID) -> bytes:
        """
        Load an object.

        Raises:
            NotFoundError: There is none.
            StorageFailureError: The service failed.
        """
        with _failures():
            # Asked first without a body: not every service sends its refusals as the client
            # reads them.
            self._client.stat_object(self._bucket, str(key))
            answer = self._client.get_object(self._bucket, str(key))
            try:
                return answer.read()
            finally:
                answer.close()
                answer.release_conn()

    def delete(self, key: UUID) -> None:
        """
        Remove an object; removing what is not there is no error.

        Raises:
            StorageFailureError: The service failed.
        """
        with _failures():
            self._client.remove_object(self._bucket, str(key))

    def link(self, key: UUID, *, lifetime: timedelta) -> str:
        """
        Give an address that works for a while; its answer is not to be cached (EPD-10).

        Raises:
            InvalidInputError: The lifetime is not one second to 15 minutes.
        """
        if not timedelta(seconds=1) <= lifetime <= LONGEST_LINK:
            remedy = "Give one second to 15 minutes."
            fault = Fault(field="lifetime", problem="is out of range", remedy=remedy)
            raise InvalidInputError(fault)
        return self._client.presigned_get_object(
            self._bucket,
            str(key),
            expires=lifetime,
            response_headers={"response-cache-control": "private, no-store"},
        )


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        if error.code == "NoSuchKey":
            message = "there is no such object"
            raise NotFoundError(message) from error
        message = f"the object store answered {error.code}: check its keys and its bucket"
        raise StorageFailureError(message) from error
    except (MinioException, HTTPError) as error:
        raise StorageFailureError(_UNREACHABLE.format(type(error).__name__)) from error
