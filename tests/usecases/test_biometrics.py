"""
Biometric references in use: sealed for their owner, sealed anew, erased with the key.
"""

import attrs
import pytest

from dastern_core.audit import AuditAction
from dastern_core.encryption import DataKey, EnvelopeError, KeyErasedError, key_version
from dastern_core.identity import AccessClaims, Biometric, SessionId, TokenId, claims_for
from dastern_core.kernel import (
    AccountId,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PatientId,
)
from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_core.testing.identity_samples import sample_account
from dastern_core.usecases.enrol_biometric import (
    enrol_biometric,
    read_biometric,
    remove_biometric,
)
from dastern_core.usecases.identification import Identification
from dastern_core.usecases.rotate_data_key import (
    Resealed,
    reseal_values,
    rotate_data_key,
)

FINGER, IRIS = Biometric.FINGERPRINT, Biometric.IRIS


@pytest.fixture
def keys() -> InMemoryKeyStore:
    """
    Give a key store.
    """
    return InMemoryKeyStore("biometrics")


@pytest.fixture
def claims(using: Identification) -> AccessClaims:
    """
    Store an account and give what its token says.
    """
    account = sample_account(1)
    with using.store.begin() as work:
        work.accounts.add(account)
    return claims_for(
        account,
        session_id=SessionId(using.entropy.identifier()),
        token_id=TokenId(using.entropy.identifier()),
        now=using.clock.now(),
    )


@pytest.mark.rule("EPA-12")
@pytest.mark.rule("B037")
def test_a_reference_is_stored_sealed(
    using: Identification, claims: AccessClaims, keys: InMemoryKeyStore
) -> None:
    """
    It is read by its owner's key alone, one of a kind, and the entry names no more than that.
    """
    told = enrol_biometric(FINGER, "matcher/7", claims=claims, keys=keys, using=using)
    with pytest.raises(ConflictError):
        enrol_biometric(FINGER, "matcher/8", claims=claims, keys=keys, using=using)
    enrol_biometric(IRIS, "matcher/9", claims=claims, keys=keys, using=using)
    read = [
        read_biometric(claims.account_id, kind, keys=keys, using=using) for kind in (FINGER, IRIS)
    ]
    with using.store.begin() as work:
        entry = work.audit_log.about(PatientId(claims.account_id), limit=9)[-1]

    assert (True, False) == (told.has_fingerprint, told.has_iris)
    assert ["matcher/7", "matcher/9"] == read
    assert b"matcher" not in dict(told.sealed)[FINGER]
    assert (AuditAction.BIOMETRIC_REGISTRATION, {"kind": "fingerprint"}) == (
        entry.action,
        dict(entry.details),
    )


@pytest.mark.rule("EPA-13")
def test_without_a_reference_nothing_matches(
    using: Identification, claims: AccessClaims, keys: InMemoryKeyStore
) -> None:
    """
    Neither before one is enrolled nor after it was removed; a name is not empty nor endless.
    """
    with pytest.raises(NotFoundError):
        read_biometric(claims.account_id, FINGER, keys=keys, using=using)
    for reference in ("", "x" * 201):
        with pytest.raises(InvalidInputError, match="reference is no name"):
            enrol_biometric(FINGER, reference, claims=claims, keys=keys, using=using)
    enrol_biometric(FINGER, "matcher/7", claims=claims, keys=keys, using=using)
    remove_biometric(FINGER, claims=claims, using=using)
    with pytest.raises(NotFoundError):
        remove_biometric(FINGER, claims=claims, using=using)
    with pytest.raises(NotFoundError):
        read_biometric(claims.account_id, FINGER, keys=keys, using=using)


def test_a_reference_opens_as_nothing_else(
    using: Identification, claims: AccessClaims, keys: InMemoryKeyStore
) -> None:
    """
    A finger's envelope in an iris's place does not open.
    """
    sealed = dict(
        enrol_biometric(FINGER, "matcher/7", claims=claims, keys=keys, using=using).sealed
    )
    with using.store.begin() as work:
        work.biometrics.add(claims.account_id, IRIS, sealed[FINGER])
    with pytest.raises(EnvelopeError):
        read_biometric(claims.account_id, IRIS, keys=keys, using=using)


def test_a_rotation_seals_everything_anew(
    using: Identification, claims: AccessClaims, keys: InMemoryKeyStore
) -> None:
    """
    A piece at a time; what is left over stays readable in between.
    """
    owner = PatientId(claims.account_id)
    with pytest.raises(NotFoundError, match="no key to rotate"):
        rotate_data_key(owner, store=using.store, keys=keys, entropy=using.entropy)
    for kind in Biometric:
        enrol_biometric(kind, f"matcher/{kind.value}", claims=claims, keys=keys, using=using)
    version = rotate_data_key(owner, store=using.store, keys=keys, entropy=using.entropy)
    done, read, versions = [], [], []
    for _ in range(3):
        step = reseal_values(limit=1, store=using.store, keys=keys, entropy=using.entropy)
        done.append(step.sealed)
        read.append(
            [read_biometric(claims.account_id, kind, keys=keys, using=using) for kind in Biometric]
        )
    with using.store.begin() as work:
        stored = work.biometrics.of_account(claims.account_id).sealed
    versions = [key_version(sealed) for _, sealed in stored]

    assert (2, [1, 1, 0], [2, 2]) == (version, done, versions)
    assert [[f"matcher/{kind.value}" for kind in Biometric]] * 3 == read


def test_several_owners_are_sealed_anew_together(
    using: Identification, claims: AccessClaims, keys: InMemoryKeyStore
) -> None:
    """
    Each by their own key, and two values of one owner by one unwrapping.
    """
    other = attrs.evolve(claims, account_id=sample_account(2).id)
    with using.store.begin() as work:
        work.accounts.add(sample_account(2))
    for who in (claims, other):
        for kind in Biometric:
            enrol_biometric(kind, "matcher", claims=who, keys=keys, using=using)
        owner = PatientId(who.account_id)
        rotate_data_key(owner, store=using.store, keys=keys, entropy=using.entropy)

    done = reseal_values(limit=9, store=using.store, keys=keys, entropy=using.entropy)

    assert Resealed(sealed=4) == done


@pytest.mark.rule("EPD-08")
def test_one_that_does_not_open_stops_no_other(
    using: Identification, claims: AccessClaims, keys: InMemoryKeyStore
) -> None:
    """
    An envelope in another's place and one whose owner's keys another store wrapped stay.

    What an erased version sealed is not even tried.
    """
    accounts = [sample_account(number) for number in (2, 3, 4)]
    with using.store.begin() as work:
        for account in accounts:
            work.accounts.add(account)
    others = [attrs.evolve(claims, account_id=account.id) for account in accounts]
    people = (claims, *others)
    for who in people:
        enrol_biometric(FINGER, "matcher", claims=who, keys=keys, using=using)
    moved, lost, erased = (PatientId(who.account_id) for who in others)
    with using.store.begin() as work:
        sealed = dict(work.biometrics.of_account(AccountId(moved)).sealed)
        work.biometrics.add(AccountId(moved), IRIS, sealed[FINGER])
    with using.store.begin() as work:
        work.data_keys.erase(erased)
    enrol_biometric(IRIS, "matcher", claims=others[2], keys=keys, using=using)
    for who in people:
        owner = PatientId(who.account_id)
        rotate_data_key(owner, store=using.store, keys=keys, entropy=using.entropy)
    foreign = InMemoryKeyStore("foreign").wrap(DataKey(version=3, material=bytes(32)), owner=lost)
    with using.store.begin() as work:
        work.data_keys.add(foreign)
    first = reseal_values(limit=9, store=using.store, keys=keys, entropy=using.entropy)
    again = reseal_values(
        limit=9, skip=first.refused, store=using.store, keys=keys, entropy=using.entropy
    )

    assert (Resealed(sealed=3, refused=2), Resealed(sealed=0)) == (first, again)


@pytest.mark.rule("EPD-08")
def test_destroying_the_key_erases(
    using: Identification, claims: AccessClaims, keys: InMemoryKeyStore
) -> None:
    """
    What it sealed opens no more, and a new key does not bring it back.
    """
    owner = PatientId(claims.account_id)
    enrol_biometric(FINGER, "matcher/7", claims=claims, keys=keys, using=using)
    with using.store.begin() as work:
        erased = [work.data_keys.erase(owner) for _ in range(2)]
    with pytest.raises(KeyErasedError):
        read_biometric(claims.account_id, FINGER, keys=keys, using=using)
    enrol_biometric(IRIS, "matcher/8", claims=claims, keys=keys, using=using)
    with pytest.raises((EnvelopeError, KeyErasedError)):
        read_biometric(claims.account_id, FINGER, keys=keys, using=using)

    assert [1, 0] == erased
    assert "matcher/8" == read_biometric(claims.account_id, IRIS, keys=keys, using=using)
