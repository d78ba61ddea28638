"""
Limiting: so many requests of a class, then a time to come again.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any, NoReturn

import attrs
import pytest
from tests.usecases.clinics import OPERATOR, PATIENT, PATIENT_ID, RELATIVE

from dastern_core.encounters import EncounterId
from dastern_core.identity import (
    AccessClaims,
    Gender,
    LoginRefusedError,
    OtpPurpose,
    PatientRegistration,
    SessionId,
    TokenId,
    claims_for,
    parse_identifier,
)
from dastern_core.kernel import Language, RequestClass, TooManyRequestsError
from dastern_core.payments import subscription_receiver
from dastern_core.permissions import AccessLevel, ConnectionKind
from dastern_core.ports.rate_limits import RateAnswer
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.fakes import SeededEntropy, SteppingClock
from dastern_core.testing.fakes.gateway import InMemoryGateway
from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_core.testing.fakes.objects import InMemoryObjects
from dastern_core.testing.fakes.rate_limits import InMemoryRateLimits
from dastern_core.testing.fakes.virus_scanner import FakeVirusScanner
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import NOW
from dastern_core.usecases.begin_checkout import begin_checkout
from dastern_core.usecases.change_password import begin_password_reset, change_password
from dastern_core.usecases.identification import Identification, Visit
from dastern_core.usecases.invite_member import invite_member
from dastern_core.usecases.limiting import count_request
from dastern_core.usecases.log_in import log_in
from dastern_core.usecases.log_in_by_code import log_in_by_code
from dastern_core.usecases.prove_factor import prove_factor, request_factor
from dastern_core.usecases.register_account import register_account
from dastern_core.usecases.request_code import request_code
from dastern_core.usecases.request_connection import request_connection, use_invitation
from dastern_core.usecases.request_payment import request_payment
from dastern_core.usecases.upload_document import DocumentStores, upload_document

TYPED = "+85512340001"
VISIT = Visit(origin="203.0.113.7", device="Phone")
LATER = NOW + timedelta(minutes=7)


class Shut:
    """
    A store that nobody may open.
    """

    def begin(self) -> AbstractContextManager[Any]:
        """
        Fail the test.
        """
        return self._fail()

    @staticmethod
    def _fail() -> NoReturn:
        pytest.fail("something was loaded for a request that was too many")


@attrs.frozen
class Full:
    """
    Limits that are reached, and who asked for what.
    """

    asked: list[tuple[RequestClass, str]] = attrs.field(factory=list)

    def hit(self, kind: RequestClass, key: str) -> RateAnswer:
        """
        Refuse.
        """
        self.asked.append((kind, key))
        return RateAnswer(allowed=False, remaining=0, resets_at=LATER)


Given = Mapping[str, Any]


def claims() -> AccessClaims:
    """
    Give what an authenticated token says.
    """
    entropy = SeededEntropy("claims")
    session_id, token_id = (entropy.identifier() for _ in range(2))
    return claims_for(
        sample_account(1), session_id=SessionId(session_id), token_id=TokenId(token_id), now=NOW
    )


WAYS_IN: Mapping[str, Callable[[Identification], object]] = {
    "log-in": lambda using: log_in(TYPED, "x", visit=VISIT, using=using),
    "log-in-by-code": lambda using: log_in_by_code(TYPED, "x", visit=VISIT, using=using),
    "code for login": lambda using: request_code(
        TYPED, purpose=OtpPurpose.LOGIN, visit=VISIT, language=Language.KHMER, using=using
    ),
    "reset-code": lambda using: begin_password_reset(TYPED, "x", visit=VISIT, using=using),
    "register": lambda using: register_account(
        PatientRegistration(
            family_name="Chan",
            given_name="Sokha",
            gender=Gender.FEMALE,
            born_on=date(1990, 1, 1),
            identifiers=(parse_identifier(TYPED),),
        ),
        codes={parse_identifier(TYPED): "x"},
        password=None,
        visit=VISIT,
        using=using,
    ),
    "password": lambda using: change_password("x", "y", claims=claims(), using=using),
    "request-factor": lambda using: request_factor(claims=claims(), visit=VISIT, using=using),
    "prove-factor": lambda using: prove_factor("x", claims=claims(), visit=VISIT, using=using),
}
STEPS: Mapping[tuple[str, RequestClass], Callable[[Given], object]] = {
    ("invite", RequestClass.WRITE): lambda given: invite_member(
        ConnectionKind.FAMILY,
        patient_id=PATIENT_ID,
        level=AccessLevel.SELECTED,
        hashing_key=b"k" * 32,
        **given,
    ),
    ("connect", RequestClass.WRITE): lambda given: request_connection(
        ConnectionKind.FAMILY,
        patient_id=PATIENT_ID,
        member_id=RELATIVE,
        actor_id=RELATIVE,
        tier=PlanTier.FREEMIUM,
        **given,
    ),
    ("use-invitation", RequestClass.AUTHENTICATION): lambda given: use_invitation(
        "x", actor_id=RELATIVE, hashing_key=b"k" * 32, tier=PlanTier.FREEMIUM, **given
    ),
    ("pay", RequestClass.WRITE): lambda given: request_payment(
        PlanTier.PREMIUM,
        patient_id=PATIENT_ID,
        receiver=subscription_receiver("dastern@devb"),
        people=Shut(),
        **given,
    ),
    ("pay at a gateway", RequestClass.WRITE): lambda given: begin_checkout(
        PlanTier.PREMIUM,
        patient_id=PATIENT_ID,
        gateway=InMemoryGateway({}, receiver="acct_1"),
        people=Shut(),
        **given,
    ),
    ("upload", RequestClass.UPLOAD): lambda given: upload_document(
        "x.pdf",
        b"%PDF-1.7",
        encounter_id=EncounterId(PATIENT),
        actor_id=OPERATOR,
        tier=PlanTier.FREEMIUM,
        stores=DocumentStores(
            store=given["store"],
            objects=InMemoryObjects(),
            keys=InMemoryKeyStore("limits"),
            scanner=FakeVirusScanner(),
            limits=given["limits"],
        ),
        clock=given["clock"],
        entropy=given["entropy"],
    ),
}


@pytest.mark.rule("C43")
@pytest.mark.parametrize("step", WAYS_IN)
def test_a_way_in_is_counted_before_anything_is_loaded(using: Identification, step: str) -> None:
    """
    By step and whoever it is about, without an identifier in the key; it tells when to return.
    """
    full = Full()
    with pytest.raises(TooManyRequestsError) as refused:
        WAYS_IN[step](attrs.evolve(using, limits=full, store=Shut()))
    ((kind, key),) = full.asked

    assert (RequestClass.AUTHENTICATION, LATER) == (kind, refused.value.retry_at)
    assert key.startswith(f"{step}/")
    assert TYPED[-8:] not in key


@pytest.mark.rule("C43")
@pytest.mark.parametrize(("step", "kind"), STEPS)
def test_a_step_is_counted_before_anything_is_loaded(
    clock: SteppingClock, entropy: SeededEntropy, step: str, kind: RequestClass
) -> None:
    """
    For the account, in its class of the one table.
    """
    full = Full()
    with pytest.raises(TooManyRequestsError) as refused:
        STEPS[step, kind]({"store": Shut(), "limits": full, "clock": clock, "entropy": entropy})
    ((counted, key),) = full.asked

    assert (kind, kind, LATER) == (counted, refused.value.kind, refused.value.retry_at)
    assert step.partition(" ")[0] == key.partition("/")[0]


@pytest.mark.rule("C43")
def test_the_sixth_waits_and_nobody_else(using: Identification, clock: SteppingClock) -> None:
    """
    Five within a quarter of an hour from one address; another address, and time, begin anew.
    """
    using = attrs.evolve(using, limits=InMemoryRateLimits(clock))
    elsewhere = attrs.evolve(VISIT, origin="198.51.100.1")

    def answer(visit: Visit) -> object:
        with pytest.raises((LoginRefusedError, TooManyRequestsError)) as refused:
            log_in(TYPED, "x", visit=visit, using=using)
        return getattr(refused.value, "retry_at", None)

    first = clock.now()
    answers = [answer(VISIT) for _ in range(6)]
    other = answer(elsewhere)
    clock.move_to(first + timedelta(minutes=15))

    assert [None] * 5 + [first + timedelta(minutes=15)] == answers
    assert (None, None) == (other, answer(VISIT))


def test_one_person_alone_is_not_counted() -> None:
    """
    A program of somebody's own asks nobody whether it may.
    """
    for _ in range(100):
        count_request(RequestClass.WRITE, "pay", PATIENT_ID, limits=None)
    with pytest.raises(TooManyRequestsError):
        count_request(RequestClass.WRITE, "pay", PATIENT_ID, limits=Full())
