"""
What every store of grants does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import AccountId, PatientId, Period
from dastern_core.permissions import AccessLevel, Grant, Scope
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import NOW, sample_connection, sample_prescription

__all__ = ["GrantsContract"]


class GrantsContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("CON-06")
    def test_keeps_the_newest_grant_with_its_scope(self, store: Store) -> None:
        """
        A new grant takes the place of the one before, and the other direction is another.
        """
        prescription, tie = sample_prescription(1, active=True), sample_connection(1)
        day = timedelta(days=1)
        chosen = Grant(
            patient_id=tie.patient_id,
            grantee_id=tie.member_id,
            level=AccessLevel.SELECTED,
            scope=Scope(
                prescriptions=frozenset({prescription.id}),
                periods=(
                    Period(start=NOW - day, end=NOW),
                    Period(start=NOW + day, end=NOW + 2 * day),
                ),
            ),
        )
        lowered = attrs.evolve(
            chosen, level=AccessLevel.NOT_ALLOWED, scope=Scope(), alerts_enabled=False
        )
        loaded = []
        with store.begin() as work:
            work.prescriptions.add(prescription)
        for grant in (chosen, lowered):
            with store.begin() as work:
                work.grants.put(grant)
            with store.begin() as work:
                loaded.append(work.grants.get(tie.patient_id, tie.member_id))
        with store.begin() as work:
            back = work.grants.get(PatientId(tie.member_id), AccountId(tie.patient_id))

        assert ([chosen, lowered], None) == (loaded, back)

    @pytest.mark.rule("CON-10")
    def test_removes_a_grant_with_its_scope(self, store: Store) -> None:
        """
        Of this pair in this direction; one that is not there is no error.
        """
        tie = sample_connection(1)
        scope = Scope(periods=(Period(start=NOW, end=NOW + timedelta(days=1)),))
        given = Grant(
            patient_id=tie.patient_id,
            grantee_id=tie.member_id,
            level=AccessLevel.SELECTED,
            scope=scope,
        )
        pair = (PatientId(tie.member_id), AccountId(tie.patient_id))
        back = Grant(patient_id=pair[0], grantee_id=pair[1], level=AccessLevel.ALLOWED)
        lowered = attrs.evolve(given, scope=Scope())
        with store.begin() as work:
            work.grants.put(given)
            work.grants.put(back)
        for _ in range(2):
            with store.begin() as work:
                work.grants.clear(tie.patient_id, tie.member_id)
        with store.begin() as work:
            gone = work.grants.get(tie.patient_id, tie.member_id)
            work.grants.put(lowered)
            again = work.grants.get(tie.patient_id, tie.member_id)

            assert (None, lowered, back) == (gone, again, work.grants.get(*pair))
