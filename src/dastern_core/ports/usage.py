"""
Usage: how much is stored about a patient, counted so that a plan's limits hold.
"""

from typing import Protocol

from dastern_core.kernel import PatientId
from dastern_core.subscriptions import Stored

__all__ = ["Usage"]


class Usage(Protocol):
    """
    What is stored about each patient.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def hold(self, patient_id: PatientId) -> None:
        """
        Let nobody else hold this patient's usage until this unit of work ends.

        Whoever counts and then adds holds first: otherwise two that add at the same
        moment would both fit below a limit that they pass together (SUB-05). Reading, and
        whatever adds without a limit, waits for nobody.
        """
        ...

    def of_patient(self, patient_id: PatientId) -> Stored:
        """
        Count what is stored about a patient (SUB-12).
        """
        ...
