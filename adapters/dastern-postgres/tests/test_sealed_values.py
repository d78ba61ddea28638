"""
Sealed values in a real database: moved, sealed anew with interruptions, erased.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

import attrs
import psycopg
import pytest

from dastern_core.encryption import (
    EnvelopeError,
    KeyErasedError,
    Place,
    SealedValue,
    key_version,
    open_field,
)
from dastern_core.identity import AccessClaims, Biometric, SessionId, TokenId, claims_for
from dastern_core.kernel import AccountId, ConflictError, PatientId
from dastern_core.ports.identity_store import IdentityStore, IdentityUnitOfWork
from dastern_core.testing.fakes import (
    CollectedMessages,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.access_tokens import InMemoryAccessTokens
from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_core.testing.fakes.passwords import FastPasswords
from dastern_core.testing.fakes.rate_limits import GENEROUS, InMemoryRateLimits
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import NOW, PHNOM_PENH
from dastern_core.usecases.enrol_biometric import (
    biometric_place,
    enrol_biometric,
    read_biometric,
)
from dastern_core.usecases.identification import Identification, IdentitySecrets
from dastern_core.usecases.patient_keys import ring_of
from dastern_core.usecases.rotate_data_key import (
    reseal_values,
    rotate_data_key,
)
from dastern_postgres import PostgresIdentityStore
from dastern_postgres.testing import SAMPLE_KEYS

PEOPLE = (1, 2, 3)
PLACES = tuple(itertools.product(PEOPLE, Biometric))


@pytest.fixture
def keys() -> InMemoryKeyStore:
    """
    Give a key store.
    """
    return SAMPLE_KEYS


@pytest.fixture
def using(identity_store: PostgresIdentityStore, database: str) -> Identification:
    """
    Give what enrolling needs, on a real database.
    """
    with psycopg.connect(database) as connection:
        (now,) = connection.execute("SELECT now()").fetchone() or (NOW,)
    clock = SteppingClock(now)  # the database takes entries of this moment alone
    return Identification(
        store=identity_store,
        clock=clock,
        entropy=SeededEntropy("sealed"),
        passwords=FastPasswords(),
        access_tokens=InMemoryAccessTokens(),
        messages=CollectedMessages(),
        limits=InMemoryRateLimits(clock, table=GENEROUS),
        secrets=IdentitySecrets(codes=b"c" * 32, sessions=b"s" * 32, devices=b"d" * 32),
        known_passwords=frozenset(),
        zone=PHNOM_PENH,
    )


@pytest.fixture
def enrolled(using: Identification, keys: InMemoryKeyStore) -> Identification:
    """
    Enrol two references of three people.
    """
    for number in PEOPLE:
        with using.store.begin() as work:
            work.accounts.add(sample_account(number))
    for number, kind in PLACES:
        enrol_biometric(kind, name(number, kind), claims=claims(number), keys=keys, using=using)
    return using


def claims(number: int) -> AccessClaims:
    """
    Give what somebody's token says.
    """
    account = sample_account(number)
    return claims_for(
        account, session_id=SessionId(account.id), token_id=TokenId(account.id), now=NOW
    )


def name(number: int, kind: Biometric) -> str:
    """
    Give the matcher's name for a reference.
    """
    return f"matcher/{number}/{kind.value}"


def owner(number: int) -> AccountId:
    """
    Give whose it is.
    """
    return sample_account(number).id


def read(using: Identification, keys: InMemoryKeyStore) -> list[str]:
    """
    Open every reference.
    """
    return [read_biometric(owner(number), kind, keys=keys, using=using) for number, kind in PLACES]


def test_a_moved_ciphertext_opens_nowhere_else(
    enrolled: Identification, keys: InMemoryKeyStore, database: str
) -> None:
    """
    Each of six rows is copied by SQL into each other one, and none of thirty opens there.
    """
    refused = 0
    for (number, kind), (other, another) in itertools.permutations(PLACES, 2):
        with psycopg.connect(database) as connection:
            connection.execute(
                "UPDATE biometric_references AS here SET reference = there.reference"
                " FROM biometric_references AS there WHERE (here.account_id, here.kind) = (%s, %s)"
                " AND (there.account_id, there.kind) = (%s, %s)",
                [owner(other), another.value, owner(number), kind.value],
            )
            connection.commit()
            with pytest.raises(EnvelopeError):
                read_biometric(owner(other), another, keys=keys, using=enrolled)
            refused += 1
        _enrol_again(enrolled, keys, other, another)

    assert 30 == refused
    assert [name(number, kind) for number, kind in PLACES] == read(enrolled, keys)


@pytest.mark.parametrize(
    "moved",
    [
        lambda place: attrs.evolve(place, table="documents"),
        lambda place: attrs.evolve(place, column="name"),
        lambda place: attrs.evolve(place, row_id=owner(2)),
        lambda place: attrs.evolve(place, tenant=owner(2)),
    ],
    ids=["table", "column", "row", "tenant"],
)
def test_no_part_of_the_place_can_be_another(
    enrolled: Identification, keys: InMemoryKeyStore, moved: Callable[[Place], Place]
) -> None:
    """
    Table, column, row and tenant are each bound, even for who holds the right key.
    """
    with enrolled.store.begin() as work:
        sealed = dict(work.biometrics.of_account(owner(1)).sealed)[Biometric.IRIS]
        ring = ring_of(work, PatientId(owner(1)), keys=keys)
    assert ring is not None
    place = biometric_place(owner(1), Biometric.IRIS)

    assert name(1, Biometric.IRIS) == open_field(sealed, place=place, keys=ring)
    with pytest.raises(EnvelopeError):
        open_field(sealed, place=moved(place), keys=ring)


def test_a_wrapped_key_in_anothers_row_does_not_unwrap(
    enrolled: Identification, keys: InMemoryKeyStore, database: str
) -> None:
    """
    Whoever copies keys between people opens nothing by it.
    """
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM data_keys WHERE patient_id = %s", [owner(2)])
        connection.execute(
            "INSERT INTO data_keys (patient_id, version, store_key_id, wrapped)"
            " SELECT %s, version, store_key_id, wrapped FROM data_keys WHERE patient_id = %s",
            [owner(2), owner(1)],
        )
    with pytest.raises(EnvelopeError):
        read_biometric(owner(2), Biometric.IRIS, keys=keys, using=enrolled)


class _Interrupted:
    """
    A store whose job is cut short before its transaction commits, as often as told.

    Args:
        store: The store.
        times: How often.
    """

    def __init__(self, store: IdentityStore, times: int) -> None:
        self._store, self._times = store, times

    @contextmanager
    def begin(self) -> Iterator[IdentityUnitOfWork]:
        """
        Begin a transaction that may be cut short.
        """
        with self._store.begin() as work:
            yield work
            if self._times:
                self._times -= 1
                raise KeyboardInterrupt


def test_a_rotation_that_is_cut_short_goes_on(
    enrolled: Identification, keys: InMemoryKeyStore
) -> None:
    """
    Everything stays readable at every step, and in the end the newest keys sealed it all.
    """
    entropy = enrolled.entropy
    for number in PEOPLE[:2]:
        rotate_data_key(PatientId(owner(number)), store=enrolled.store, keys=keys, entropy=entropy)
    wanted = [name(number, kind) for number, kind in PLACES]
    done = []
    for times in (1, 0, 1, 0, 0, 0):
        store = cast("IdentityStore", _Interrupted(enrolled.store, times))
        try:
            done.append(reseal_values(limit=3, store=store, keys=keys, entropy=entropy).sealed)
        except KeyboardInterrupt:
            done.append(-1)
        assert wanted == read(enrolled, keys)
    with enrolled.store.begin() as work:
        versions = [
            key_version(sealed)
            for number in PEOPLE
            for _, sealed in work.biometrics.of_account(owner(number)).sealed
        ]

    # Four references, and the four entries of their enrolment.
    assert [-1, 3, -1, 3, 2, 0] == done
    assert [2, 2, 2, 2, 1, 1] == versions


def test_a_value_that_changed_meanwhile_is_not_overwritten(
    enrolled: Identification, keys: InMemoryKeyStore
) -> None:
    """
    What its owner enrolled anew while the job ran stays.
    """
    value = SealedValue(place=biometric_place(owner(1), Biometric.IRIS), sealed=b"old")
    with pytest.raises(ConflictError), enrolled.store.begin() as work:
        work.sealed_values.replace(value, b"new")

    assert name(1, Biometric.IRIS) == read_biometric(
        owner(1), Biometric.IRIS, keys=keys, using=enrolled
    )


def test_destroying_a_key_erases_one_person(
    enrolled: Identification, keys: InMemoryKeyStore
) -> None:
    """
    Every version goes; the others' values still open.
    """
    rotate_data_key(PatientId(owner(1)), store=enrolled.store, keys=keys, entropy=enrolled.entropy)
    with enrolled.store.begin() as work:
        erased = work.data_keys.erase(owner(1))
    for kind in Biometric:
        with pytest.raises(KeyErasedError):
            read_biometric(owner(1), kind, keys=keys, using=enrolled)
    left = [
        read_biometric(owner(number), kind, keys=keys, using=enrolled)
        for number, kind in PLACES
        if number != 1
    ]

    assert 2 == erased
    assert [name(number, kind) for number, kind in PLACES if number != 1] == left


def _enrol_again(
    using: Identification, keys: InMemoryKeyStore, number: int, kind: Biometric
) -> None:
    with using.store.begin() as work:
        work.biometrics.remove(owner(number), kind)
    enrol_biometric(kind, name(number, kind), claims=claims(number), keys=keys, using=using)
