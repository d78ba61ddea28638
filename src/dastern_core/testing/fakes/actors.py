"""
Actors in dictionaries.
"""

from dastern_core.kernel import (
    AccountId,
    Fault,
    HospitalId,
    InvalidInputError,
    NotFoundError,
    PatientId,
)
from dastern_core.permissions import Actor

__all__ = ["InMemoryActors"]


class InMemoryActors:
    """
    Everybody who may act, by account.

    Args:
        actors: The actors stored so far; changed in place.
        admissions: Hospitals with their patients; changed in place.
    """

    def __init__(
        self, actors: dict[AccountId, Actor], admissions: set[tuple[HospitalId, PatientId]]
    ) -> None:
        self._actors = actors
        self._admissions = admissions

    def put(self, actor: Actor) -> None:
        """
        Store an actor.
        """
        if actor.account_id is None:
            remedy = "Store accounts."
            raise InvalidInputError(Fault(field="actor", problem="is the system", remedy=remedy))
        self._actors[actor.account_id] = actor

    def get(self, account_id: AccountId) -> Actor:
        """
        Load an actor.
        """
        if account_id not in self._actors:
            message = "nobody acts with this account"
            raise NotFoundError(message)
        return self._actors[account_id]

    def admit(self, hospital_id: HospitalId, patient_id: PatientId) -> None:
        """
        Store that a hospital has a patient.
        """
        self._admissions.add((hospital_id, patient_id))

    def hospitals_of(self, patient_id: PatientId) -> frozenset[HospitalId]:
        """
        Give the hospitals that have a patient.
        """
        return frozenset(hospital for hospital, one in self._admissions if one == patient_id)
