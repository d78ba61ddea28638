"""
Owners of what the other fakes hold.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dastern_core.kernel import PatientId
from dastern_core.permissions import ResourceType

__all__ = ["InMemoryOwners"]


class InMemoryOwners:
    """
    What is stored, by kind and identifier.

    Args:
        things: The contents; of what has versions, all of them.
    """

    def __init__(self, things: Mapping[ResourceType, Mapping[Any, Any]]) -> None:
        self._things = things

    def of(self, type_: ResourceType, thing_id: UUID) -> PatientId | None:
        """
        Give the patient whose thing this is.
        """
        found = self._things.get(type_, {}).get(thing_id)
        one = found[0] if isinstance(found, tuple) else found
        return None if one is None else PatientId(one.patient_id)
