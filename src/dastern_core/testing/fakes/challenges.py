"""
Challenges in a dictionary.
"""

from datetime import datetime

from dastern_core.identity import Challenge, ChallengeId, Identifier
from dastern_core.kernel import ConflictError

__all__ = ["InMemoryChallenges"]


class InMemoryChallenges:
    """
    Every challenge, by its identifier.

    Args:
        challenges: Those stored so far; changed in place.
    """

    def __init__(self, challenges: dict[ChallengeId, Challenge]) -> None:
        self._challenges = challenges

    def recent(
        self, identifier: Identifier, *, device: str, since: datetime
    ) -> tuple[Challenge, ...]:
        """
        Load what was sent since an instant.
        """
        return tuple(
            one
            for one in self._challenges.values()
            if (one.identifier, one.device) == (identifier, device) and one.issued_at >= since
        )

    def add(self, challenge: Challenge) -> None:
        """
        Store a challenge.
        """
        if challenge.id in self._challenges:
            message = "the challenge is stored already"
            raise ConflictError(message)
        self._challenges[challenge.id] = challenge

    def change(self, challenge: Challenge, *, expected: Challenge) -> None:
        """
        Store a guess or a use.
        """
        if self._challenges.get(challenge.id) != expected:
            message = "the code was tried meanwhile: try again"
            raise ConflictError(message)
        self._challenges[challenge.id] = challenge

    def clear(self, *, issued_before: datetime) -> int:
        """
        Delete what is old.
        """
        old = [one.id for one in self._challenges.values() if one.issued_at < issued_before]
        for challenge_id in old:
            del self._challenges[challenge_id]
        return len(old)
