"""
Read doses: what became of a prescription's doses, for whoever may see it.
"""

import attrs

from dastern_core.kernel import AccountId, Period, PrescriptionId
from dastern_core.permissions import Action, Resource, ResourceType, refused
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import Prescription
from dastern_core.schedule import Dose
from dastern_core.usecases.authorising import judge, prescription_thing
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.reading import Readable, read_allowed

__all__ = ["read_doses"]


def read_doses(
    prescription_id: PrescriptionId,
    period: Period,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[Prescription, tuple[Dose, ...]]:
    """
    Read a prescription with those of its doses of a period that somebody may see (CON-09).

    Args:
        prescription_id: Which.
        period: From its start up to, not including, its end.
        actor_id: Who reads; another's doses are read on record (RBAC-11).
        store: Where they are.
        clock: Tells when.
        entropy: Draws the entry's identifier and salt.

    Returns:
        Its newest version, and its doses in the order of time.

    Raises:
        NotPermittedError: The prescription, or all of its doses, may not be seen; audited.
        NotFoundError: There is none to this person, or nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    now = clock.now()
    found: Readable[Dose] | None = None
    sought = (ResourceType.PRESCRIPTION, prescription_id)
    with begin_on(store, Action.READ, sought, actor_id=actor_id, now=now, entropy=entropy) as work:
        newest = work.prescriptions.get(prescription_id)
        thing = prescription_thing(newest)
        judged = judge(work, Action.READ, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            doses = work.doses.of_patient(newest.patient_id, period)
            found = read_allowed(
                work,
                (dose for dose in doses if dose.prescription_id == prescription_id),
                _thing,
                about=attrs.evolve(thing, type=ResourceType.DOSE, at=None),
                actor_id=actor_id,
                now=now,
                entropy=entropy,
            )
    if found is None:
        raise refused(judged.decision)
    return newest, found.shown()


def _thing(dose: Dose) -> Resource:
    return Resource(
        type=ResourceType.DOSE,
        patient_id=dose.patient_id,
        prescription_id=dose.prescription_id,
        at=dose.due_at,
    )
