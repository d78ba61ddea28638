"""
The worker's jobs: which use case is due when, in bounded batches.

Each is safe to be done twice or by two at once: what they change they compare and set.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

import attrs

from dastern_core.kernel import PrescriptionId
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.unit_of_work import Store
from dastern_core.schedule import CAMBODIA_CLOCK
from dastern_core.usecases.clear_login_records import clear_login_records
from dastern_core.usecases.complete_prescriptions import complete_prescriptions
from dastern_core.usecases.emergency_access import expire_emergencies
from dastern_core.usecases.expire_payments import expire_payments
from dastern_core.usecases.expire_subscriptions import expire_subscriptions
from dastern_core.usecases.extend_plans import extend_plans
from dastern_core.usecases.invite_member import clear_invitations
from dastern_core.usecases.rotate_data_key import Resealed
from dastern_core.usecases.sequence_audit_log import sequence_audit_log
from dastern_core.usecases.sweep_missed import sweep_missed

__all__ = ["Duty", "medical_jobs", "payment_jobs"]

_LOG = logging.getLogger(__name__)
_EVERY_MINUTE = "* * * * *"
_EVERY_5_MINUTES = "*/5 * * * *"
_EVERY_NIGHT = "17 19 * * *"  # 02:17 in Phnom Penh
_AT_TWO = "0 19 * * *"  # 02:00 in Phnom Penh, CON-24
_AT_HALF_PAST_TWO = "30 19 * * *"  # after the months are made into which doses fall
_AT_THREE = "0 20 * * *"
_HOURLY = "7 * * * *"
_MONTHLY = "30 20 1 * *"  # 03:30 in Phnom Penh on the second
_SWEPT_AT_ONCE = 2000  # doses a transaction: a backlog is worked off in larger steps
_EXPIRED_AT_ONCE = 100
_RESEALED_AT_ONCE = 500
_COMPLETED_AT_ONCE = 100  # prescriptions a transaction
_EXTENDED_AT_ONCE = 1000  # prescriptions a page, each in a transaction of its own
_MOST_ROUNDS = 1000  # batches a job; each takes what it did out, so what is left is the next one's


@attrs.frozen(kw_only=True)
class Duty:
    """
    What is due by the clock.

    Args:
        name: What it is called among the jobs.
        every: When it is due, as cron says it, in UTC.
        run: Does it.
    """

    name: str
    every: str
    run: Callable[[], object]


def medical_jobs(
    store: Store,
    *,
    make_months: Callable[[], object],
    seal_plain: Callable[[], object],
    reseal: Callable[[int, int], Resealed],
    retire: Callable[[], object] | None,
    publish: Callable[[], object] | None,
    identities: Callable[[], AbstractContextManager[IdentityStore]],
    clock: Clock,
    entropy: Entropy,
) -> list[Duty]:
    """
    Give what is due in the patients' database.

    Args:
        store: The system's store.
        make_months: Makes the partitions of the months to come.
        seal_plain: Seals what an earlier release stored in the clear.
        reseal: Seals so many values anew, by the newest versions of their keys, past so many.
        retire: Drops the months that were kept long enough; None keeps all.
        publish: Signs the head of the audit log and puts it where it is published; None where
            no key was given.
        identities: Opens the store of who comes in, which the system's role does not reach.
        clock: Tells when.
        entropy: Draws identifiers and salts.
    """

    def clear_records() -> None:
        with identities() as opened:
            clear_login_records(store=opened, clock=clock)

    return [
        Duty(
            name="sweep-missed-doses",
            every=_EVERY_5_MINUTES,
            run=_rounds(lambda: sweep_missed(store=store, clock=clock, limit=_SWEPT_AT_ONCE)),
        ),
        Duty(
            name="expire-emergencies",
            every=_EVERY_MINUTE,
            run=_rounds(
                lambda: expire_emergencies(
                    limit=_EXPIRED_AT_ONCE, store=store, clock=clock, entropy=entropy
                )
            ),
        ),
        Duty(
            name="sequence-audit-log",
            every=_EVERY_MINUTE,
            run=_rounds(lambda: sequence_audit_log(store=store)),
        ),
        Duty(name="make-months", every=_EVERY_NIGHT, run=make_months),
        Duty(name="seal-plain-texts", every=_EVERY_5_MINUTES, run=seal_plain),
        Duty(name="seal-anew", every=_AT_THREE, run=lambda: _reseal(reseal)),
        Duty(
            name="extend-plans",
            every=_AT_HALF_PAST_TWO,
            run=_pages(lambda after: _extend(after, store=store, clock=clock)),
        ),
        Duty(
            name="complete-prescriptions",
            every=_AT_THREE,
            run=_pages(lambda after: _complete(after, store=store, clock=clock, entropy=entropy)),
        ),
        Duty(
            name="clear-invitations",
            every=_AT_TWO,
            run=lambda: clear_invitations(store=store, clock=clock),
        ),
        Duty(name="clear-login-records", every=_EVERY_NIGHT, run=clear_records),
        *([] if retire is None else [Duty(name="retire-months", every=_MONTHLY, run=retire)]),
        *([] if publish is None else [Duty(name="sign-log", every=_HOURLY, run=publish)]),
    ]


def payment_jobs(store: PaymentStore, *, clock: Clock, entropy: Entropy) -> list[Duty]:
    """
    Give what is due in the payments' database.
    """
    return [
        Duty(
            name="expire-payments",
            every=_EVERY_5_MINUTES,
            run=_rounds(lambda: len(expire_payments(store=store, clock=clock, entropy=entropy))),
        ),
        Duty(
            name="expire-subscriptions",
            every=_EVERY_5_MINUTES,
            run=_rounds(
                lambda: len(expire_subscriptions(store=store, clock=clock, entropy=entropy))
            ),
        ),
        Duty(
            name="sequence-payment-log",
            every=_EVERY_MINUTE,
            run=_rounds(lambda: sequence_audit_log(store=store)),
        ),
    ]


def _rounds(batch: Callable[[], int]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(_MOST_ROUNDS):
            if batch() == 0:
                return

    return run


def _reseal(reseal: Callable[[int, int], Resealed]) -> None:
    refused = 0
    for _ in range(_MOST_ROUNDS):
        done = reseal(_RESEALED_AT_ONCE, refused)
        refused += done.refused
        if done == Resealed(sealed=0):
            break
    if refused:
        # Their number alone, as of every log.
        _LOG.warning("%d sealed values cannot be sealed anew", refused)


def _pages(page: Callable[[PrescriptionId | None], PrescriptionId | None]) -> Callable[[], None]:
    # Up to the last page, however many there are: the next night begins at the first again.
    # Each page begins behind the one before, so that they come to an end.
    def run() -> None:
        after = page(None)
        while after is not None:
            after = page(after)

    return run


def _complete(
    after: PrescriptionId | None, *, store: Store, clock: Clock, entropy: Entropy
) -> PrescriptionId | None:
    completed = complete_prescriptions(
        after=after,
        limit=_COMPLETED_AT_ONCE,
        daily_clock=CAMBODIA_CLOCK,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    if completed.unreadable:
        _LOG.warning("%d prescriptions cannot be read to be closed", len(completed.unreadable))
    return completed.after


def _extend(after: PrescriptionId | None, *, store: Store, clock: Clock) -> PrescriptionId | None:
    extended = extend_plans(
        after=after,
        limit=_EXTENDED_AT_ONCE,
        daily_clock=CAMBODIA_CLOCK,
        store=store,
        clock=clock,
    )
    if extended.refused:
        # Their number alone: which they are is in the database, and in no log.
        _LOG.warning("the plans of %d prescriptions cannot be extended", len(extended.refused))
    return extended.after
