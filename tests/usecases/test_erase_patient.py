"""
Erasing a patient.
"""

import attrs
import pytest

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.encryption import DataKey
from dastern_core.identity import erase_account
from dastern_core.kernel import ERASED_TEXT, AccountId, InvalidInputError, NotFoundError
from dastern_core.permissions import Actor
from dastern_core.testing.fakes import (
    InMemoryIdentityStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_core.testing.identity_samples import sample_account, sample_session
from dastern_core.testing.samples import sample_entry, sample_note, sample_patient_id
from dastern_core.usecases.erase_patient import erase_patient

PATIENT_ID = sample_patient_id(1)
_REASON = "They asked for it in writing"


def erase(
    store: InMemoryStore,
    clock: SteppingClock,
    *,
    by: str = "Sok",
    reason: str = _REASON,
    again: bool = False,
    identities: InMemoryIdentityStore | None = None,
) -> int:
    """
    Erase the patient.
    """
    entropy = SeededEntropy(f"erase by {by}")
    return erase_patient(
        PATIENT_ID,
        by=by,
        reason=reason,
        again=again,
        store=store,
        identities=identities,
        clock=clock,
        entropy=entropy,
    )


@pytest.fixture
def written(store: InMemoryStore) -> InMemoryStore:
    """
    Give a store with a patient who has a key, a note and an entry.
    """
    key = DataKey(version=1, material=bytes(32))
    with store.begin() as work:
        work.actors.put(Actor(account_id=AccountId(PATIENT_ID), role=ActorRole.PATIENT))
        work.data_keys.add(InMemoryKeyStore("keys").wrap(key, owner=PATIENT_ID))
        work.doctor_notes.put(attrs.evolve(sample_note(1), patient_id=PATIENT_ID))
        work.audit_log.append(sample_entry(1, patient_id=PATIENT_ID), salt=bytes(16))
    return store


@pytest.mark.rule("EPD-08")
def test_an_erasure_says_who_and_why(written: InMemoryStore, clock: SteppingClock) -> None:
    """
    What was written is erased, and the one entry about that is not.
    """
    gone = erase(written, clock, by=" Sok ")
    with written.begin() as work:
        note = work.doctor_notes.get(sample_note(1).id)
        newest, older = work.audit_log.about(PATIENT_ID, limit=9)

    assert (1, ERASED_TEXT) == (gone, note.content)
    assert (AuditAction.DATA_ERASED, ActorRole.SYSTEM) == (newest.action, newest.actor_role)
    assert {"by": "Sok", "keys": "1", "reason": _REASON, "account": "kept"} == dict(newest.details)
    assert {"erased": ERASED_TEXT} == dict(older.details)


@pytest.mark.rule("EPD-08")
@pytest.mark.rule("EPA-16")
def test_an_erasure_closes_and_empties_the_account(
    written: InMemoryStore, clock: SteppingClock
) -> None:
    """
    Nobody comes in by it, its telephone number is free, and doing it again does no harm.
    """
    identities = InMemoryIdentityStore()
    account = attrs.evolve(sample_account(1), password_hash="x")  # noqa: S106 - of nobody
    with identities.begin() as work:
        work.accounts.add(account)
        work.sessions.add(sample_session(1, of=1))
    for by in ("Sok", "Dara"):
        erase(written, clock, by=by, again=True, identities=identities)
    with identities.begin() as work:
        left = work.accounts.get(account.id)
        found = [work.accounts.find(one) for one in account.identifiers]
        sessions = work.sessions.of_account(account.id, now=clock.now())
        is_active = work.actors.get(account.id).is_active
        entries = work.audit_log.about(PATIENT_ID, limit=9)
    with written.begin() as work:
        newest, *_ = work.audit_log.about(PATIENT_ID, limit=9)

    assert erase_account(account, now=clock.now()) == left
    assert ([None, None], (), False) == (found, sessions, is_active)
    assert [AuditAction.ACCOUNT_SOFT_DELETE] * 2 == [one.action for one in entries]
    assert "erased" == dict(newest.details)["account"]


def test_whoever_has_no_account_here_acts_no_more(
    written: InMemoryStore, clock: SteppingClock
) -> None:
    """
    They come in by something else, and are closed to what decides.
    """
    identities = InMemoryIdentityStore()
    erase(written, clock, identities=identities)
    with identities.begin() as work:
        actor = work.actors.get(AccountId(PATIENT_ID))

    assert not actor.is_active


def test_nobody_erases_without_a_word(written: InMemoryStore, clock: SteppingClock) -> None:
    """
    Who and why are told together, and nothing is erased.
    """
    with pytest.raises(InvalidInputError) as caught:
        erase(written, clock, by=" ", reason="")
    with written.begin() as work:
        kept = work.data_keys.of(PATIENT_ID)

    assert (["by", "reason"], 1) == ([fault.field for fault in caught.value.faults], len(kept))


def test_who_erased_and_why_is_not_erased_for_nothing(
    written: InMemoryStore, clock: SteppingClock
) -> None:
    """
    A second erasure would take the first one's words, and is refused with its day and name.
    """
    erase(written, clock)

    with pytest.raises(InvalidInputError, match=r"patient_id is erased already, at .* by Sok"):
        erase(written, clock, by="Dara", reason="To be sure")
    with written.begin() as work:
        (newest, *_) = work.audit_log.about(PATIENT_ID, limit=9)

    assert {"by": "Sok", "keys": "1", "reason": _REASON, "account": "kept"} == dict(newest.details)


@pytest.mark.parametrize("logged", [True, False])
def test_what_came_after_an_erasure_is_erased(
    written: InMemoryStore, clock: SteppingClock, *, logged: bool
) -> None:
    """
    It is where an entry tells of it, and otherwise where somebody says again that it is meant.
    """
    erase(written, clock)
    if logged:
        late = attrs.evolve(sample_entry(2, patient_id=PATIENT_ID), at=clock.now())
        with written.begin() as work:
            work.audit_log.append(late, salt=bytes(16))

    erase(written, clock, by="Dara", again=not logged)
    with written.begin() as work:
        (newest, *_) = work.audit_log.about(PATIENT_ID, limit=9)

    assert "Dara" == dict(newest.details)["by"]


def test_an_unknown_identifier_erases_nobody(clock: SteppingClock) -> None:
    """
    A mistyped identifier is an error, and leaves no entry.
    """
    store = InMemoryStore()
    with pytest.raises(NotFoundError):
        erase(store, clock)
    with store.begin() as work:
        entries = work.audit_log.size()

    assert 0 == entries
