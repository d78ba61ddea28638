"""
What every store of actors does.
"""

import attrs
import pytest

from dastern_core.kernel import AccountId, ActorRole, InvalidInputError, NotFoundError
from dastern_core.permissions import SYSTEM, Actor
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import sample_hospital_id, sample_patient_id

__all__ = ["ActorsContract"]


class ActorsContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.parametrize("role", [one for one in ActorRole if one is not ActorRole.SYSTEM])
    def test_keeps_what_an_account_may_act_as(self, store: Store, role: ActorRole) -> None:
        """
        An actor of each role comes back as it was put, and as it was put again.
        """
        actor = Actor(
            account_id=AccountId(sample_patient_id(1)),
            role=role,
            is_verified=role is ActorRole.DOCTOR,
            hospital_id=sample_hospital_id(1) if role is ActorRole.OPERATOR else None,
        )
        closed = attrs.evolve(actor, is_active=False)
        loaded = []
        for one in (actor, closed):
            with store.begin() as work:
                work.actors.put(one)
            with store.begin() as work:
                loaded.append(work.actors.get(AccountId(sample_patient_id(1))))

        assert [actor, closed] == loaded

    def test_knows_nobody_else(self, store: Store) -> None:
        """
        An unknown account is not found, and the system is no account.
        """
        with store.begin() as work, pytest.raises(NotFoundError):
            work.actors.get(AccountId(sample_patient_id(1)))
        with store.begin() as work, pytest.raises(InvalidInputError):
            work.actors.put(SYSTEM)

    @pytest.mark.rule("RBAC-19")
    def test_keeps_which_hospital_has_whom(self, store: Store) -> None:
        """
        A patient may have several hospitals, each once.
        """
        here, there = sample_hospital_id(1), sample_hospital_id(2)
        with store.begin() as work:
            for hospital in (here, there, here):
                work.actors.admit(hospital, sample_patient_id(1))
            work.actors.admit(here, sample_patient_id(2))
        with store.begin() as work:
            found = [work.actors.hospitals_of(sample_patient_id(number)) for number in (1, 2, 3)]

        assert [{here, there}, {here}, set()] == found
