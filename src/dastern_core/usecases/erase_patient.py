"""
Erase a patient: the account is emptied and the keys of what is written are destroyed (EPD-08).
"""

from datetime import datetime

import attrs

from dastern_core.audit import AuditAction, AuditEntry
from dastern_core.identity import SessionEnd, erase_account
from dastern_core.kernel import (
    ERASED_TEXT,
    AccountId,
    Fault,
    InvalidInputError,
    NotFoundError,
    PatientId,
)
from dastern_core.permissions import Actor
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.auditing import record

__all__ = ["erase_patient"]


def erase_patient(
    patient_id: PatientId,
    *,
    by: str,
    reason: str,
    again: bool = False,
    store: Store,
    identities: IdentityStore | None,
    clock: Clock,
    entropy: Entropy,
) -> int:
    """
    Close and empty a patient's account, and destroy every version of their data key.

    What the key sealed is erased, here and in S3: the words of their record, what others
    wrote to them, their documents, and the details of their audit entries. It reads as
    `dastern_core.kernel.ERASED_TEXT` from then on; the log's proofs stay valid. The one entry
    that says who did it and why is sealed by a new key, and read. A second erasure takes the
    words of the first, and is refused where nothing was logged about them since.

    Of the account goes the name, birthday, gender, password, telephone number and address,
    which are free for another account; every session ends. That there was one stays, and with
    its identifier the numbers, instants and words of fixed lists: doses and their marks, vital
    values, connections, and payments. Codes that were sent leave the next day by
    `clear_login_records`, names of devices and network addresses within a quarter after.

    Cut short between the two, it is finished by doing it again. Backups that hold the wrapped
    keys or the account must be let expire too.

    Args:
        patient_id: Whose.
        by: Who does it, in words: whoever keeps the service, for no person's role may.
        reason: Why, such as the patient's own request.
        again: Whether to erase although nothing was logged about them since they were erased.
        store: The system's store.
        identities: Where accounts are; None keeps the account, for a patient who goes on: what
            they write from then on is sealed by a new key.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Returns:
        How many versions there were.

    Raises:
        InvalidInputError: It is not said who or why, or they are erased already.
        NotFoundError: There is no such account.
        PortError: A store failed; no key is destroyed.
    """
    said = {"by": by.strip(), "reason": reason.strip()}
    faults = [
        Fault(field=name, problem="is blank", remedy="Say it: the patient may ask.")
        for name, words in said.items()
        if not words
    ]
    if faults:
        raise InvalidInputError(*faults)
    now = clock.now()
    with store.begin() as work:
        # Whom nobody knows is a slip of the pen, which would seem an erasure.
        actor = work.actors.get(AccountId(patient_id))
        if not again:
            _require_more(work.audit_log.about(patient_id, limit=1))
    if identities is not None:
        _empty(actor, patient_id, said=said, identities=identities, now=now, entropy=entropy)
    with store.begin() as work:
        # The entry comes after it, or the key that sealed it would be gone as well.
        versions = work.data_keys.erase(patient_id)
        record(
            work,
            AuditAction.DATA_ERASED,
            at=now,
            actor_id=None,
            patient_id=patient_id,
            resource=("data_key", str(patient_id)),
            details={
                **said,
                "keys": str(versions),
                "account": "kept" if identities is None else "erased",
            },
            entropy=entropy,
        )
    return versions


def _require_more(newest: tuple[AuditEntry, ...]) -> None:
    """
    Refuse to erase nothing but the record of an erasure.
    """
    if newest and newest[0].action is AuditAction.DATA_ERASED:
        (last,) = newest
        by = dict(last.details).get("by", ERASED_TEXT)
        problem = f"is erased already, at {last.at:%Y-%m-%d %H:%M} UTC by {by}"
        remedy = "Leave it: a second erasure takes the words of the first. Where something was "
        remedy += "written since without an entry, or to erase a kept account, say that it is "
        remedy += "meant again."
        raise InvalidInputError(Fault(field="patient_id", problem=problem, remedy=remedy))


def _empty(
    actor: Actor,
    patient_id: PatientId,
    *,
    said: dict[str, str],
    identities: IdentityStore,
    now: datetime,
    entropy: Entropy,
) -> None:
    account_id = AccountId(patient_id)
    with identities.begin() as work:
        # The account is held first, as by whoever else closes one.
        try:
            account = work.accounts.hold(account_id)
        except NotFoundError:
            pass  # they come in by something else than this library
        else:
            work.accounts.erase(erase_account(account, now=now))
        work.actors.put(attrs.evolve(actor, is_active=False))
        work.sessions.end_all(account_id, end=SessionEnd.ACCOUNT_CLOSED, now=now, keep=None)
        record(
            work,
            AuditAction.ACCOUNT_SOFT_DELETE,
            at=now,
            actor_id=None,
            patient_id=patient_id,
            resource=("account", str(patient_id)),
            details=said,
            entropy=entropy,
        )
