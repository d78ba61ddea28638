"""
Nudges in a dictionary.
"""

from uuid import UUID

from dastern_core.kernel import AccountId, ConflictError, NotFoundError, PatientId
from dastern_core.permissions import Nudge, NudgeId

__all__ = ["InMemoryNudges"]


class InMemoryNudges:
    """
    Every nudge, by its identifier.

    Args:
        nudges: The nudges stored so far; changed in place.
    """

    def __init__(self, nudges: dict[NudgeId, Nudge]) -> None:
        self._nudges = nudges

    def add(self, sent: Nudge) -> None:
        """
        Store a new nudge.
        """
        before = self.about(sent.dose_id, sent.caregiver_id)
        if sent.id in self._nudges or sent.number in {one.number for one in before}:
            message = "this nudge is stored already"
            raise ConflictError(message)
        self._nudges[sent.id] = sent

    def get(self, nudge_id: NudgeId) -> Nudge:
        """
        Load a nudge.
        """
        if nudge_id not in self._nudges:
            message = "there is no such nudge"
            raise NotFoundError(message)
        return self._nudges[nudge_id]

    def about(self, dose_id: UUID, caregiver_id: AccountId) -> tuple[Nudge, ...]:
        """
        Load what one relative asked about one dose, in order.
        """
        own = (
            one
            for one in self._nudges.values()
            if (one.dose_id, one.caregiver_id) == (dose_id, caregiver_id)
        )
        return tuple(sorted(own, key=lambda one: one.number))

    def unanswered(self, patient_id: PatientId, *, limit: int) -> tuple[Nudge, ...]:
        """
        Load what a patient was asked and has not answered, the newest first.
        """
        open_ones = (
            one
            for one in self._nudges.values()
            if one.patient_id == patient_id and one.answer is None
        )
        return tuple(sorted(open_ones, key=lambda one: (one.sent_at, one.id), reverse=True))[:limit]

    def answer(self, answered: Nudge) -> None:
        """
        Store an answer.
        """
        stored = self._nudges.get(answered.id)
        if stored is None or stored.answer is not None:
            message = "the nudge is answered by now: load it again"
            raise ConflictError(message)
        self._nudges[answered.id] = answered
