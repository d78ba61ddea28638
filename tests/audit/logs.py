"""
A log of invented entries, and the lines of its export.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from dastern_core.audit import (
    ActorRole,
    AuditAction,
    AuditEntry,
    TreeHead,
    export_lines,
    leaf,
    root,
    tree_of,
)
from dastern_core.audit.checkpoint import SigningKey, sign_checkpoint, verifying_key
from dastern_core.kernel import AccountId, EntryId, PatientId

ORIGIN = "clinic.example/audit"
SIGNING = SigningKey(name=ORIGIN, seed=bytes(range(32)))
PUBLIC = verifying_key(SIGNING)


def entry(number: int) -> AuditEntry:
    """
    Give an invented entry; another number gives another one.
    """
    return AuditEntry(
        id=EntryId(UUID(int=number)),
        at=datetime(2026, 6, 15, tzinfo=UTC) + timedelta(minutes=number),
        actor_id=AccountId(UUID(int=1000 + number % 3)),
        actor_role=ActorRole.DOCTOR,
        action=AuditAction.DATA_ACCESS,
        patient_id=PatientId(UUID(int=2000 + number % 2)),
        resource_type="prescription",
        resource_id=str(number),
        details={"reason": "ពិនិត្យ"},
    )


def salt(number: int) -> bytes:
    """
    Give the salt of an entry.
    """
    return number.to_bytes(16)


def checkpoint(size: int) -> str:
    """
    Sign the log's first entries.
    """
    tree = tree_of(leaf(entry(number), salt(number)) for number in range(size))
    return sign_checkpoint(
        TreeHead(origin=ORIGIN, size=size, root=root(tree, size=size)), key=SIGNING
    )


def export(size: int, *, at: Iterable[int] = (), erased: Iterable[int] = ()) -> list[str]:
    """
    Export the log's first entries, with checkpoints at their end and at other sizes.
    """
    gone = set(erased)
    records = (
        leaf(entry(number), salt(number)) if number in gone else (entry(number), salt(number))
        for number in range(size)
    )
    notes = {one: checkpoint(one) for one in {*at, size}}
    return list(export_lines(records, origin=ORIGIN, checkpoints=notes))
