"""
What every store of owners does.
"""

import pytest

from dastern_core.permissions import ResourceType
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.record_samples import (
    sample_alert,
    sample_batch,
    sample_document,
    sample_encounter,
    sample_proposal,
)
from dastern_core.testing.samples import sample_dose, sample_note, sample_prescription

__all__ = ["OwnersContract"]


class OwnersContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("RBAC-21")
    def test_tells_whose_each_thing_is(self, store: Store) -> None:
        """
        Of every kind that is looked for by its identifier alone; of another kind nobody.
        """
        prescription, batch = sample_prescription(1, active=True), sample_batch(2)
        dose, note, alert = sample_dose(prescription, days=0), sample_note(1), sample_alert(1)
        encounter, document, proposal = sample_encounter(1), sample_document(1), sample_proposal(1)
        with store.begin() as work:
            work.prescriptions.add(prescription)
            work.doses.plan([dose])
            work.doctor_notes.put(note)
            work.vitals.add_alert(alert)
            work.encounters.add(encounter)
            work.documents.add(document)
            work.proposals.add(proposal)
        things = {
            ResourceType.PRESCRIPTION: (prescription.id, prescription.patient_id),
            ResourceType.DOSE: (dose.id, dose.patient_id),
            ResourceType.DOCTOR_NOTE: (note.id, note.patient_id),
            ResourceType.VITAL_ALERT: (alert.id, alert.patient_id),
            ResourceType.ENCOUNTER: (encounter.id, encounter.patient_id),
            ResourceType.DOCUMENT: (document.id, document.patient_id),
            ResourceType.PROPOSAL: (proposal.id, proposal.patient_id),
        }
        with store.begin() as work:
            found = {type_: work.owners.of(type_, id_) for type_, (id_, _) in things.items()}
            missing = {work.owners.of(type_, batch.id) for type_ in (*things, ResourceType.NUDGE)}

        assert {type_: owner for type_, (_, owner) in things.items()} == found
        assert {None} == missing
