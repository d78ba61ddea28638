"""
Register an account: a new patient, or a new doctor who then waits for verification.
"""

from collections.abc import Mapping

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    CodeRefusedError,
    DoctorRegistration,
    Identifier,
    OtpPurpose,
    PatientRegistration,
    account_of,
    licence_of,
)
from dastern_core.kernel import AccountId, Fault, InvalidInputError, local_date
from dastern_core.usecases.choosing_passwords import with_password
from dastern_core.usecases.identification import (
    Identification,
    LoggedIn,
    Visit,
    actor_of,
    count_way_in,
    record_identity,
)
from dastern_core.usecases.opening_sessions import open_login
from dastern_core.usecases.proving_codes import record_codes, try_codes

__all__ = ["register_account"]


def register_account(
    given: PatientRegistration | DoctorRegistration,
    *,
    codes: Mapping[Identifier, str],
    password: str | None,
    visit: Visit,
    is_remembered: bool = False,
    using: Identification,
) -> LoggedIn:
    """
    Open an account, as what it is and nothing more (B014), and log its owner in.

    Account, actor, licence, session and their entries commit together (EPA-03).

    Args:
        given: What somebody says of themselves.
        codes: The code that each of their identifiers received.
        password: As typed; None for whoever logs in by codes alone.
        visit: From where.
        is_remembered: Whether the session lasts 30 days.
        using: What it needs.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        InvalidInputError: Of what they say, of the password or of the codes; every fault of
            the first that has one is told, and no code is spent.
        CodeRefusedError: A code is not right.
        ConflictError: An identifier or the licence belongs to another account (AUTH-18).
        PortError: The store failed; nothing is stored.
    """
    now = using.clock.now()
    account = account_of(
        given,
        account_id=AccountId(using.entropy.identifier()),
        password_hash=None,
        today=local_date(now, zone=using.zone),
    )
    if codes.keys() != set(account.identifiers):
        remedy = "Give one code for each telephone number and e-mail address."
        raise InvalidInputError(Fault(field="codes", problem="are not theirs", remedy=remedy))
    if password is not None:
        account = with_password(account, password, using=using)
    for identifier in account.identifiers:
        count_way_in("register", identifier, origin=visit.origin, using=using)
    action = AuditAction.PATIENT_REGISTRATION
    if isinstance(given, DoctorRegistration):
        action = AuditAction.DOCTOR_REGISTRATION
    with using.store.begin() as work:
        is_right = try_codes(
            work,
            codes,
            purpose=OtpPurpose.REGISTRATION,
            device="",
            origin=visit.origin,
            now=now,
            using=using,
        )
        opened: LoggedIn | None = None
        if is_right:
            work.accounts.add(account)
            if isinstance(given, DoctorRegistration):
                work.accounts.add_licence(licence_of(given, account_id=account.id))
            work.actors.put(actor_of(account))
        record_codes(
            work,
            is_right=is_right,
            purpose=OtpPurpose.REGISTRATION,
            about=account.id if is_right else None,
            by=account,
            now=now,
            using=using,
        )
        if is_right:
            record_identity(work, action, about=account.id, by=account, now=now, using=using)
            opened = open_login(
                work,
                account,
                visit=visit,
                known_device="",
                is_remembered=is_remembered,
                by="registration",
                now=now,
                using=using,
            )
    if opened is None:
        raise CodeRefusedError
    return opened
