"""
The unit of work: what commits together, or not at all.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from dastern_core.ports.access_requests import AccessRequests
from dastern_core.ports.actors import Actors
from dastern_core.ports.audit_log import AuditLog
from dastern_core.ports.batches import Batches
from dastern_core.ports.connections import Connections
from dastern_core.ports.data_keys import DataKeys
from dastern_core.ports.doctor_notes import DoctorNotes
from dastern_core.ports.documents import Documents
from dastern_core.ports.doses import Doses
from dastern_core.ports.emergency_sessions import EmergencySessions
from dastern_core.ports.encounters import Encounters
from dastern_core.ports.grants import Grants
from dastern_core.ports.invitations import Invitations
from dastern_core.ports.missed_doses import MissedDoses
from dastern_core.ports.notices import Notices
from dastern_core.ports.nudges import Nudges
from dastern_core.ports.owners import Owners
from dastern_core.ports.prescriptions import Prescriptions
from dastern_core.ports.proposals import Proposals
from dastern_core.ports.usage import Usage
from dastern_core.ports.vitals import Vitals

__all__ = ["Store", "UnitOfWork"]


class UnitOfWork(Protocol):
    """
    One transaction over all that is stored about patients (RX-34).

    Payments are in a store of their own (``dastern_core.ports.payment_store``, PAY-35).
    """

    @property
    def prescriptions(self) -> Prescriptions:
        """
        The prescriptions, as this transaction sees them.
        """
        ...

    @property
    def proposals(self) -> Proposals:
        """
        The proposals, as this transaction sees them.
        """
        ...

    @property
    def doses(self) -> Doses:
        """
        The doses, as this transaction sees them.
        """
        ...

    @property
    def missed_doses(self) -> MissedDoses:
        """
        The missed doses, as this transaction sees them.
        """
        ...

    @property
    def actors(self) -> Actors:
        """
        The people who act, as this transaction sees them.
        """
        ...

    @property
    def connections(self) -> Connections:
        """
        The connections, as this transaction sees them.
        """
        ...

    @property
    def grants(self) -> Grants:
        """
        The grants, as this transaction sees them.
        """
        ...

    @property
    def access_requests(self) -> AccessRequests:
        """
        The access requests, as this transaction sees them.
        """
        ...

    @property
    def emergency_sessions(self) -> EmergencySessions:
        """
        The emergency sessions, as this transaction sees them.
        """
        ...

    @property
    def invitations(self) -> Invitations:
        """
        The invitations, as this transaction sees them.
        """
        ...

    @property
    def nudges(self) -> Nudges:
        """
        The nudges, as this transaction sees them.
        """
        ...

    @property
    def doctor_notes(self) -> DoctorNotes:
        """
        The doctor's notes, as this transaction sees them.
        """
        ...

    @property
    def owners(self) -> Owners:
        """
        Whose each thing is, whoever asks.
        """
        ...

    @property
    def usage(self) -> Usage:
        """
        How much is stored, as this transaction sees it.
        """
        ...

    @property
    def notices(self) -> Notices:
        """
        The notices, as this transaction sees them.
        """
        ...

    @property
    def batches(self) -> Batches:
        """
        The batches, as this transaction sees them.
        """
        ...

    @property
    def encounters(self) -> Encounters:
        """
        The encounters, as this transaction sees them.
        """
        ...

    @property
    def vitals(self) -> Vitals:
        """
        The vitals, as this transaction sees them.
        """
        ...

    @property
    def documents(self) -> Documents:
        """
        The documents, as this transaction sees them.
        """
        ...

    @property
    def data_keys(self) -> DataKeys:
        """
        The data keys, as this transaction sees them.
        """
        ...

    @property
    def audit_log(self) -> AuditLog:
        """
        The audit log, as this transaction sees it.
        """
        ...


class Store(Protocol):
    """
    Where units of work come from.
    """

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """
        Begin a transaction.

        Leaving the block commits; an exception leaves nothing behind and is passed on.
        What has committed survives a crash of the process and of the machine.

        Raises:
            PortError: The store cannot be reached, or the commit failed.
        """
        ...
