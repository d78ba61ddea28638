"""
Read a trail: what was done to a patient's data, for whoever may know (EPU-01 to EPU-05).
"""

from dastern_core.audit import AuditEntry, Reader, trail
from dastern_core.interchange import trail_table
from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Resource, ResourceType
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.reading import read_shown

__all__ = ["export_trail", "read_trail"]


def read_trail(
    patient_id: PatientId,
    *,
    actor_id: AccountId,
    limit: int = 50,
    search: str | None = None,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[AuditEntry, ...]:
    """
    Read those of the newest entries about a patient that somebody may see, the newest first.

    The patient sees all of them, whoever acted; a doctor during an emergency, too; anybody
    what they did themselves; an operator nothing.

    Args:
        patient_id: About whom.
        actor_id: Who reads.
        limit: How many of the newest are looked at; at least 1.
        search: Only entries with this text in their action, thing or details, whatever its
            case; every sign in it means itself (EPU-04).
        store: Where they are.
        clock: Tells when.
        entropy: Draws the identifier and the salt of the entry that the reading leaves.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    found = read_shown(
        lambda work: work.audit_log.about(patient_id, limit=limit),
        _thing,
        about=Resource(type=ResourceType.AUDIT_TRAIL, patient_id=patient_id),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    wanted = None if search is None else search.casefold()
    return tuple(entry for entry in found if wanted is None or wanted in _text(entry))


def export_trail(
    reader: Reader,
    *,
    limit: int,
    for_excel: bool,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> str:
    """
    Write a patient's own trail in words, as comma-separated values (EPU-05).

    Args:
        reader: The patient, who alone exports it, with the names and the language to use.
        limit: How many of the newest entries; at least 1.
        for_excel: Whether to begin with the mark by which Excel knows UTF-8.
        store: Where the entries are.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: The account is closed.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    entries = read_trail(
        PatientId(reader.account_id),
        actor_id=reader.account_id,
        limit=limit,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    return trail_table(trail(entries, reader=reader, limit=limit), for_excel=for_excel)


def _thing(entry: AuditEntry) -> Resource:
    return Resource(
        type=ResourceType.AUDIT_TRAIL,
        patient_id=entry.patient_id,
        author_id=entry.actor_id,
        at=entry.at,
    )


def _text(entry: AuditEntry) -> str:
    parts = [entry.action.value, entry.resource_type, entry.resource_id]
    parts += [text for pair in entry.details for text in pair]
    return "\n".join(parts).casefold()
