"""
A store in memory: a unit of work changes a copy, and the commit swaps it in.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

import attrs

from dastern_core.audit import AuditEntry
from dastern_core.encounters import Document, DocumentId, Encounter, EncounterId
from dastern_core.encryption import WrappedKey
from dastern_core.kernel import AccountId, EntryId, HospitalId, PatientId, PrescriptionId
from dastern_core.notifications import Notice, NoticeId
from dastern_core.permissions import (
    AccessRequest,
    AccessRequestId,
    Actor,
    Connection,
    ConnectionId,
    ConnectionKind,
    ConnectionStatus,
    DoctorNote,
    EmergencySession,
    EmergencySessionId,
    Grant,
    Invitation,
    NoteId,
    Nudge,
    NudgeId,
    ResourceType,
)
from dastern_core.prescriptions import Batch, BatchId, Prescription, Proposal, ProposalId
from dastern_core.schedule import Dose, DoseId
from dastern_core.testing.fakes.access_requests import InMemoryAccessRequests
from dastern_core.testing.fakes.actors import InMemoryActors
from dastern_core.testing.fakes.audit_log import InMemoryAuditLog
from dastern_core.testing.fakes.batches import InMemoryBatches
from dastern_core.testing.fakes.connections import InMemoryConnections
from dastern_core.testing.fakes.contents import copied
from dastern_core.testing.fakes.data_keys import InMemoryDataKeys
from dastern_core.testing.fakes.doctor_notes import InMemoryDoctorNotes
from dastern_core.testing.fakes.documents import InMemoryDocuments
from dastern_core.testing.fakes.doses import InMemoryDoses
from dastern_core.testing.fakes.emergency_sessions import InMemoryEmergencySessions
from dastern_core.testing.fakes.encounters import InMemoryEncounters
from dastern_core.testing.fakes.erasure import (
    erased_encounter,
    erased_prescription,
    erased_proposal,
    erased_words,
)
from dastern_core.testing.fakes.grants import InMemoryGrants
from dastern_core.testing.fakes.invitations import InMemoryInvitations
from dastern_core.testing.fakes.missed_doses import InMemoryMissedDoses
from dastern_core.testing.fakes.notices import InMemoryNotices
from dastern_core.testing.fakes.nudges import InMemoryNudges
from dastern_core.testing.fakes.owners import InMemoryOwners
from dastern_core.testing.fakes.prescriptions import InMemoryPrescriptions
from dastern_core.testing.fakes.proposals import InMemoryProposals
from dastern_core.testing.fakes.usage import InMemoryUsage
from dastern_core.testing.fakes.vitals import InMemoryVitals, KeptVitals

__all__ = ["InMemoryStore", "InMemoryUnitOfWork"]


@attrs.define(kw_only=True)
class _Contents:
    versions: dict[PrescriptionId, tuple[Prescription, ...]] = attrs.field(factory=dict)
    broken: set[PrescriptionId] = attrs.field(factory=set)
    proposals: dict[ProposalId, Proposal] = attrs.field(factory=dict)
    doses: dict[DoseId, Dose] = attrs.field(factory=dict)
    actors: dict[AccountId, Actor] = attrs.field(factory=dict)
    admissions: set[tuple[HospitalId, PatientId]] = attrs.field(factory=set)
    connections: dict[ConnectionId, Connection] = attrs.field(factory=dict)
    grants: dict[tuple[PatientId, AccountId], Grant] = attrs.field(factory=dict)
    access_requests: dict[AccessRequestId, AccessRequest] = attrs.field(factory=dict)
    emergency_sessions: dict[EmergencySessionId, EmergencySession] = attrs.field(factory=dict)
    invitations: dict[bytes, Invitation] = attrs.field(factory=dict)
    nudges: dict[NudgeId, Nudge] = attrs.field(factory=dict)
    doctor_notes: dict[NoteId, DoctorNote] = attrs.field(factory=dict)
    notices: dict[NoticeId, Notice] = attrs.field(factory=dict)
    batches: dict[BatchId, Batch] = attrs.field(factory=dict)
    encounters: dict[EncounterId, tuple[Encounter, ...]] = attrs.field(factory=dict)
    vitals: KeptVitals = attrs.field(factory=KeptVitals)
    documents: dict[DocumentId, Document] = attrs.field(factory=dict)
    data_keys: dict[tuple[UUID, int], WrappedKey | None] = attrs.field(factory=dict)
    entries: list[tuple[AuditEntry, bytes]] = attrs.field(factory=list)
    placed: list[tuple[AuditEntry, bytes] | bytes] = attrs.field(factory=list)
    erased: set[EntryId] = attrs.field(factory=set)


class InMemoryUnitOfWork:
    """
    One transaction over a copy of everything.
    """

    def __init__(self, contents: _Contents, files: Mapping[PatientId, int]) -> None:
        self.prescriptions = InMemoryPrescriptions(contents.versions, contents.broken)
        self.proposals = InMemoryProposals(contents.proposals)
        self.doses = InMemoryDoses(contents.doses)
        self.actors = InMemoryActors(contents.actors, contents.admissions)
        self.connections = InMemoryConnections(contents.connections)
        self.grants = InMemoryGrants(contents.grants)
        self.access_requests = InMemoryAccessRequests(contents.access_requests)
        self.emergency_sessions = InMemoryEmergencySessions(contents.emergency_sessions)
        self.invitations = InMemoryInvitations(contents.invitations)
        self.nudges = InMemoryNudges(contents.nudges)
        self.doctor_notes = InMemoryDoctorNotes(contents.doctor_notes)
        self.notices = InMemoryNotices(contents.notices)
        self.documents = InMemoryDocuments(contents.documents)
        self.data_keys = InMemoryDataKeys(contents.data_keys, forget=partial(_forget, contents))
        self.audit_log = InMemoryAuditLog(contents.entries, contents.placed, contents.erased)
        self.missed_doses = InMemoryMissedDoses(
            contents.doses,
            contents.versions,
            relatives=lambda: _relatives(contents),
            notices=self.notices,
            audit_log=self.audit_log,
        )
        self.batches = InMemoryBatches(contents.batches)
        self.encounters = InMemoryEncounters(contents.encounters)
        self.vitals = InMemoryVitals(contents.vitals)
        self.owners = InMemoryOwners(
            {
                ResourceType.BATCH: contents.batches,
                ResourceType.DOCTOR_NOTE: contents.doctor_notes,
                ResourceType.DOCUMENT: contents.documents,
                ResourceType.DOSE: contents.doses,
                ResourceType.ENCOUNTER: contents.encounters,
                ResourceType.PRESCRIPTION: contents.versions,
                ResourceType.PROPOSAL: contents.proposals,
                ResourceType.VITAL_ALERT: contents.vitals.alerts,
            }
        )
        self.usage = InMemoryUsage(
            contents.versions,
            contents.doses,
            contents.entries,
            files=files,
            documents=contents.documents,
        )


def _forget(contents: _Contents, owner: UUID) -> None:
    contents.erased |= {entry.id for entry, _ in contents.entries if entry.patient_id == owner}
    for visit, encounters in contents.encounters.items():
        contents.encounters[visit] = tuple(
            erased_encounter(one) if one.patient_id == owner else one for one in encounters
        )
    for order, versions in contents.versions.items():
        contents.versions[order] = tuple(
            erased_prescription(one) if one.patient_id == owner else one for one in versions
        )
    for key, proposal in contents.proposals.items():
        if proposal.patient_id == owner:
            contents.proposals[key] = erased_proposal(proposal)
    _forget_words(contents.doctor_notes, owner, "content")
    _forget_words(contents.batches, owner, "name")
    _forget_words(contents.documents, owner, "name")
    _forget_words(contents.doses, owner, "skip_note")
    _forget_words(contents.vitals.readings, owner, "source")
    for reasons in (contents.notices, contents.access_requests, contents.emergency_sessions):
        _forget_words(reasons, owner, "reason")


def _forget_words(stored: dict[Any, Any], owner: UUID, field: str) -> None:
    stored.update(
        {key: erased_words(one, field) for key, one in stored.items() if one.patient_id == owner}
    )


def _relatives(contents: _Contents) -> dict[PatientId, list[AccountId]]:
    tied = {
        pair
        for one in contents.connections.values()
        if one.kind is ConnectionKind.FAMILY and one.status is ConnectionStatus.ACCEPTED
        for pair in ((one.patient_id, one.member_id), (one.member_id, one.patient_id))
    }
    found: dict[PatientId, list[AccountId]] = {}
    for key, grant in contents.grants.items():
        if grant.gets_alerts and key in tied:
            found.setdefault(grant.patient_id, []).append(grant.grantee_id)
    return found


class InMemoryStore:
    """
    Everything that was committed, for one thread.

    Args:
        files: What each patient's files take, in bytes.
    """

    def __init__(self, files: Mapping[PatientId, int] = MappingProxyType({})) -> None:
        self._files = files
        self._committed = _Contents()

    @contextmanager
    def begin(self) -> Iterator[InMemoryUnitOfWork]:
        """
        Begin a transaction; an exception leaves the committed contents as they were.
        """
        contents = copied(self._committed)
        yield InMemoryUnitOfWork(contents, self._files)
        self._committed = contents

    def break_seal(self, prescription_id: PrescriptionId) -> None:
        """
        Let a prescription not open where it is listed.
        """
        self._committed.broken.add(prescription_id)
