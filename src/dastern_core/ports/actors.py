"""
Stored actors: as what each account may act, and which hospital has whom.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from dastern_core.kernel import AccountId, HospitalId, PatientId
from dastern_core.permissions import Actor

__all__ = ["Acted", "Actors", "People"]


class Actors(Protocol):
    """
    Everybody who may act, each once.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def put(self, actor: Actor) -> None:
        """
        Store an actor, in place of what was stored of the account before.

        Raises:
            InvalidInputError: It is the system, which has no account.
        """
        ...

    def get(self, account_id: AccountId) -> Actor:
        """
        Load an actor.

        Raises:
            NotFoundError: Nobody acts with this account.
        """
        ...

    def admit(self, hospital_id: HospitalId, patient_id: PatientId) -> None:
        """
        Store that a hospital has a patient; once is as good as twice.
        """
        ...

    def hospitals_of(self, patient_id: PatientId) -> frozenset[HospitalId]:
        """
        Give the hospitals that have a patient (RBAC-19).
        """
        ...


class Acted(Protocol):
    """
    A unit of work that knows who acts as what, whatever else it holds.
    """

    @property
    def actors(self) -> Actors:
        """
        The people who act, as this transaction sees them.
        """
        ...


class People(Protocol):
    """
    Where it is stored as what everybody acts: a store of patients' things, or of identities.
    """

    def begin(self) -> AbstractContextManager[Acted]:
        """
        Begin a transaction.

        Raises:
            PortError: The store cannot be reached.
        """
        ...
