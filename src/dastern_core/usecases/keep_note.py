"""
Keep a note: what a doctor writes about a patient, for the doctor alone.
"""

from collections.abc import Callable

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import (
    Action,
    Actor,
    DoctorNote,
    NoteId,
    Resource,
    ResourceType,
    content_hash,
    require,
    rewrite,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.judging import record_act, record_reading

__all__ = ["read_notes", "retire_note", "rewrite_note", "write_note"]


def write_note(
    content: str,
    *,
    patient_id: PatientId,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> DoctorNote:
    """
    Write a note about a connected patient; the patient never reads it (RBAC-05).

    Args:
        content: 1 to 10,000 characters.
        patient_id: About whom.
        actor_id: The doctor.
        store: Where it goes.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: The patient does not let this doctor see anything; audited.
        InvalidInputError: The content is blank or too long.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    note = DoctorNote(
        id=NoteId(entropy.identifier()),
        patient_id=patient_id,
        author_id=actor_id,
        content=content,
        written_at=now,
    )
    with store.begin() as work:
        thing = _thing(note)
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            action = AuditAction.DOCTOR_NOTE_CREATE
            _put(work, note, action, actor=judged.actor, event="CREATE", entropy=entropy)
    require(judged.decision)
    return note


def rewrite_note(
    note_id: NoteId,
    content: str,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> DoctorNote:
    """
    Change a note's words; its author alone does so.

    Args:
        note_id: Which one.
        content: 1 to 10,000 characters.
        actor_id: Its author.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Somebody else; audited.
        InvalidInputError: The content is blank or too long.
        NotFoundError: There is no such note, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    return _change(
        note_id,
        lambda note: rewrite(note, content, by=actor_id, now=now),
        event="UPDATE",
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def retire_note(
    note_id: NoteId, *, actor_id: AccountId, store: Store, clock: Clock, entropy: Entropy
) -> DoctorNote:
    """
    Take a note out of the list; logged as an update that deletes (RBAC-05).

    Args:
        note_id: Which one.
        actor_id: Its author.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Somebody else; audited.
        NotFoundError: There is no such note, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    return _change(
        note_id,
        lambda note: rewrite(note, None, by=actor_id, now=now),
        event="DELETE",
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def read_notes(
    patient_id: PatientId, *, actor_id: AccountId, store: Store, clock: Clock, entropy: Entropy
) -> tuple[DoctorNote, ...]:
    """
    Read one's own notes about a patient, the newest first; nobody reads another's; audited.

    Args:
        patient_id: About whom.
        actor_id: The doctor who wrote them.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: No verified doctor asks, or somebody about themselves; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    now = clock.now()
    with store.begin() as work:
        thing = Resource(type=ResourceType.DOCTOR_NOTE, patient_id=patient_id, author_id=actor_id)
        judged = judge(work, Action.READ, thing, actor_id=actor_id, now=now, entropy=entropy)
        record_reading(work, judged, thing, now=now, entropy=entropy)
        found = work.doctor_notes.written_by(actor_id, patient_id)
    require(judged.decision)
    return found


def _change(
    note_id: NoteId,
    change: Callable[[DoctorNote], DoctorNote],
    *,
    event: str,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> DoctorNote:
    now = clock.now()
    sought = (ResourceType.DOCTOR_NOTE, note_id)
    with begin_on(
        store, Action.UPDATE, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        note = work.doctor_notes.get(note_id)
        thing = _thing(note)
        judged = judge(work, Action.UPDATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            note = change(note)
            action = AuditAction.DOCTOR_NOTE_UPDATE
            _put(work, note, action, actor=judged.actor, event=event, entropy=entropy)
    require(judged.decision)
    return note


def _put(
    work: UnitOfWork,
    note: DoctorNote,
    action: AuditAction,
    *,
    actor: Actor,
    event: str,
    entropy: Entropy,
) -> None:
    work.doctor_notes.put(note)
    record_act(
        work,
        action,
        actor=actor,
        patient_id=note.patient_id,
        resource=("doctor_note", str(note.id)),
        details={"action": event, "hash": content_hash(note)},
        now=note.written_at,
        entropy=entropy,
    )


def _thing(note: DoctorNote) -> Resource:
    return Resource(
        type=ResourceType.DOCTOR_NOTE, patient_id=note.patient_id, author_id=note.author_id
    )
