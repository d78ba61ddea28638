"""
A store in memory: a unit of work changes a copy, and the commit swaps it in.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import attrs

from dastern_core.audit import AuditEntry
from dastern_core.kernel import PrescriptionId
from dastern_core.prescriptions import Prescription
from dastern_core.schedule import Dose, DoseId
from dastern_core.testing.fakes.audit_log import InMemoryAuditLog
from dastern_core.testing.fakes.doses import InMemoryDoses
from dastern_core.testing.fakes.prescriptions import InMemoryPrescriptions

__all__ = ["InMemoryStore", "InMemoryUnitOfWork"]


@attrs.define(kw_only=True)
class _Contents:
    versions: dict[PrescriptionId, tuple[Prescription, ...]] = attrs.field(factory=dict)
    doses: dict[DoseId, Dose] = attrs.field(factory=dict)
    entries: list[tuple[AuditEntry, bytes]] = attrs.field(factory=list)

    def copy(self) -> "_Contents":
        """
        Copy every container; the values in them are frozen.
        """
        return _Contents(
            versions=dict(self.versions),
            doses=dict(self.doses),
            entries=list(self.entries),
        )


class InMemoryUnitOfWork:
    """
    One transaction over a copy of everything.
    """

    def __init__(self, contents: _Contents) -> None:
        self.prescriptions = InMemoryPrescriptions(contents.versions)
        self.doses = InMemoryDoses(contents.doses, contents.versions)
        self.audit_log = InMemoryAuditLog(contents.entries)


class InMemoryStore:
    """
    Everything that was committed, for one thread.
    """

    def __init__(self) -> None:
        self._committed = _Contents()

    @contextmanager
    def begin(self) -> Iterator[InMemoryUnitOfWork]:
        """
        Begin a transaction; an exception leaves the committed contents as they were.
        """
        contents = self._committed.copy()
        yield InMemoryUnitOfWork(contents)
        self._committed = contents
