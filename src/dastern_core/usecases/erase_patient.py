"""
Erase a patient: the keys that seal what is written about them are destroyed, on record (EPD-08).
"""

from dastern_core.audit import AuditAction, AuditEntry
from dastern_core.kernel import ERASED_TEXT, AccountId, Fault, InvalidInputError, PatientId
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
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
    clock: Clock,
    entropy: Entropy,
) -> int:
    """
    Destroy every version of a patient's data key: what it sealed is erased, here and in S3.

    That is every text about them, their documents and the details of their audit entries.
    It reads as `dastern_core.kernel.ERASED_TEXT` from then on; the log's proofs stay valid.
    The one entry that says who did it and why is sealed by a new key, and read. A second
    erasure takes the words of the first, and is refused where there is nothing else to take.

    Backups that hold the wrapped keys must be let expire too.

    Args:
        patient_id: Whose.
        by: Who does it, in words: whoever keeps the service, for no person's role may.
        reason: Why, such as the patient's own request.
        again: Whether to erase although nothing was logged about them since they were erased.
        store: The system's store.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        How many versions there were.

    Raises:
        InvalidInputError: It is not said who or why, or they are erased already.
        NotFoundError: There is no such account.
        PortError: The store failed; nothing is destroyed.
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
        work.actors.get(AccountId(patient_id))  # or a slip of the pen would seem an erasure
        if not again:
            _require_more(work.audit_log.about(patient_id, limit=1))
        # The entry comes after it, or the key that sealed it would be gone as well.
        versions = work.data_keys.erase(patient_id)
        record(
            work,
            AuditAction.DATA_ERASED,
            at=now,
            actor_id=None,
            patient_id=patient_id,
            resource=("data_key", str(patient_id)),
            details={**said, "keys": str(versions)},
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
        remedy += "written since without an entry, say that it is meant again."
        raise InvalidInputError(Fault(field="patient_id", problem=problem, remedy=remedy))
