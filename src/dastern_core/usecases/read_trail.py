"""
Read a trail: what was done to a patient's data, for whoever may know (EPU-01 to EPU-05).
"""

from typing import Final

import attrs

from dastern_core.audit import ENTRIES_A_PAGE, AuditEntry, EntryFilter, Reader, trail
from dastern_core.interchange import trail_table
from dastern_core.kernel import (
    AccountId,
    EntryId,
    Fault,
    InvalidInputError,
    NotFoundError,
    PatientId,
)
from dastern_core.permissions import Action, Resource, ResourceType, decide
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.authorising import world_between
from dastern_core.usecases.reading import read_allowed

__all__ = ["TrailPage", "export_trail", "read_trail"]

_ALL: Final = EntryFilter()


@attrs.frozen(kw_only=True)
class TrailPage:
    """
    A page of a trail.

    Args:
        entries: What was found and may be seen, the newest first; fewer than were looked
            at where a search, or what may be seen, leaves some out.
        before: What to give `read_trail` for the page of older ones; None where this is
            the last.
    """

    entries: tuple[AuditEntry, ...]
    before: EntryId | None


def read_trail(
    patient_id: PatientId,
    *,
    actor_id: AccountId,
    limit: int = ENTRIES_A_PAGE,
    wanted: EntryFilter = _ALL,
    before: EntryId | None = None,
    search: str | None = None,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> TrailPage:
    """
    Read those of the newest entries about a patient that somebody may see, the newest first.

    The patient sees all of them, whoever acted; a doctor during an emergency, too; anybody
    what they did themselves; an operator nothing.

    Args:
        patient_id: About whom.
        actor_id: Who reads.
        limit: How many of the newest that may be seen are looked at; at least 1.
        wanted: Only entries that are this (AUD-07).
        before: Where the page before says that this one begins; None for the newest.
        search: Only entries with this text in their action, thing or details, whatever its
            case; every sign in it means itself (EPU-04).
        store: Where they are.
        clock: Tells when.
        entropy: Draws the identifier and the salt of the entry that the reading leaves.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        InvalidInputError: The limit is not positive.
        NotFoundError: Nobody acts with this account, or no entry about the patient has the
            identifier ``before``.
        PortError: The store failed; nothing is shown.
    """
    if limit < 1:
        remedy = "Ask for at least 1 entry."
        raise InvalidInputError(Fault(field="limit", problem="is not positive", remedy=remedy))
    now = clock.now()
    every = Resource(type=ResourceType.AUDIT_TRAIL, patient_id=patient_id)
    looked_at: tuple[AuditEntry, ...] = ()
    unknown: NotFoundError | None = None
    with store.begin() as work:
        actor, world = work.actors.get(actor_id), world_between(work, patient_id, actor_id)
        is_open = decide(actor, Action.READ, every, world, now=now).allowed
        if not is_open and wanted.actor_id is None:
            # One's own acts alone may be seen then, however many others came since.
            wanted = attrs.evolve(wanted, actor_id=actor_id)
        try:
            # One more than a page tells whether there is another.
            looked_at = work.audit_log.about(
                patient_id, limit=limit + 1, wanted=wanted, before=before
            )
        except NotFoundError as error:
            unknown = error  # raised once the reading, or its refusal, is on record
        found = read_allowed(
            work,
            looked_at[:limit],
            _thing,
            about=every,
            actor_id=actor_id,
            now=now,
            entropy=entropy,
        )
    shown = found.shown()
    if unknown is not None:
        raise unknown
    text = None if search is None else search.casefold()
    return TrailPage(
        entries=tuple(entry for entry in shown if text is None or text in _text(entry)),
        before=looked_at[limit - 1].id if len(looked_at) > limit else None,
    )


def export_trail(
    reader: Reader,
    *,
    limit: int,
    for_excel: bool,
    wanted: EntryFilter = _ALL,
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
        wanted: Only entries that are this (AUD-07).
        store: Where the entries are.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: The account is closed.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    page = read_trail(
        PatientId(reader.account_id),
        actor_id=reader.account_id,
        limit=limit,
        wanted=wanted,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    return trail_table(trail(page.entries, reader=reader, limit=limit), for_excel=for_excel)


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
