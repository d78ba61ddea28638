"""
What every store of families does.
"""

from datetime import timedelta

import pytest

from dastern_core.kernel import AccountId, ConflictError
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.subscriptions import (
    Family,
    PlanTier,
    accept_seat,
    found_family,
    invite_member,
    leave_seat,
    remove_member,
)
from dastern_core.testing.samples import NOW, sample_patient_id

__all__ = ["FamiliesContract"]

OWNER, OTHER, MEMBER = (AccountId(sample_patient_id(number)) for number in (1, 2, 3))


def _invited(owner_id: AccountId) -> Family:
    family = found_family(owner_id)
    return invite_member(family, MEMBER, owner_tier=PlanTier.FAMILY_PREMIUM, now=NOW)


class FamiliesContract:
    """
    Subclass it and supply a fixture ``payment_store`` that gives an empty store.
    """

    def test_gives_who_invited_nobody_an_empty_family(self, payment_store: PaymentStore) -> None:
        """
        Nobody is in it.
        """
        with payment_store.begin() as work:
            loaded = (work.families.get(OWNER), work.families.of_member(MEMBER))

        assert (found_family(OWNER), None) == loaded

    @pytest.mark.rule("SUB-07")
    def test_keeps_every_change(self, payment_store: PaymentStore) -> None:
        """
        The history is stored step by step or several steps at once, and loads whole.
        """
        invited = _invited(OWNER)
        seated = accept_seat(invited, MEMBER, now=NOW + timedelta(hours=1))
        left = leave_seat(seated, MEMBER, now=NOW + timedelta(hours=2))
        with payment_store.begin() as work:
            work.families.append(invited, known=0)
        with payment_store.begin() as work:
            offered = work.families.of_member(MEMBER)
            work.families.append(seated, known=1)
        with payment_store.begin() as work:
            found = work.families.of_member(MEMBER)
            work.families.append(left, known=2)
        with payment_store.begin() as work:
            loaded = (work.families.get(OWNER), work.families.of_member(MEMBER))

        assert (None, seated) == (offered, found)
        assert (left, None) == loaded

    @pytest.mark.rule("SUB-08")
    def test_nobody_is_in_two_families(self, payment_store: PaymentStore) -> None:
        """
        Who has a seat takes no other, until it is given up.
        """
        seated = accept_seat(_invited(OWNER), MEMBER, now=NOW)
        second = accept_seat(_invited(OTHER), MEMBER, now=NOW)
        with payment_store.begin() as work:
            work.families.append(seated, known=0)
        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.families.append(second, known=0)
        with payment_store.begin() as work:
            work.families.append(remove_member(seated, MEMBER, now=NOW), known=2)
        with payment_store.begin() as work:
            work.families.append(second, known=0)
        with payment_store.begin() as work:
            found = work.families.of_member(MEMBER)

        assert second == found

    def test_refuses_what_somebody_else_changed(self, payment_store: PaymentStore) -> None:
        """
        Of two changes to one state, the second is told; also where both are the first.
        """
        invited = _invited(OWNER)
        seated = accept_seat(invited, MEMBER, now=NOW)
        removed = remove_member(invited, MEMBER, now=NOW)
        with payment_store.begin() as work:
            work.families.append(invited, known=0)
        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.families.append(invited, known=0)
        with payment_store.begin() as work:
            work.families.append(removed, known=1)
        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.families.append(seated, known=1)
        with payment_store.begin() as work:
            assert removed == work.families.get(OWNER)
