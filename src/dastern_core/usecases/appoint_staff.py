"""
Appoint staff: an account for an operator of a hospital, or for another administrator.
"""

from dastern_core.audit import AuditAction
from dastern_core.identity import AccessClaims, Account, AccountStatus, parse_identifier
from dastern_core.kernel import AccountId, ActorRole, Fault, HospitalId, InvalidInputError, Language
from dastern_core.permissions import require
from dastern_core.usecases.choosing_passwords import with_password
from dastern_core.usecases.identification import Identification, actor_of, record_identity
from dastern_core.usecases.review_doctor import judge_admin

__all__ = ["appoint_staff"]


def appoint_staff(
    typed: str,
    *,
    name: str,
    role: ActorRole,
    hospital_id: HospitalId | None,
    password: str,
    language: Language,
    claims: AccessClaims | None,
    using: Identification,
) -> Account:
    """
    Make an account that nobody can register for themselves (B014).

    Args:
        typed: The identifier, at which a second factor will be asked for.
        name: What they are called.
        role: ``OPERATOR`` or ``ADMIN``.
        hospital_id: An operator's hospital; None for an administrator.
        password: The first one; it is to be changed.
        language: What they are spoken to in.
        claims: Of an administrator's authenticated token; None only for the first
            administrator, which whoever installs the service makes.
        using: What it needs.

    Raises:
        InvalidInputError: The identifier, the role or the password is not accepted, or an
            operator has no hospital.
        NotPermittedError: Somebody else appoints; audited.
        ConflictError: The identifier belongs to another account.
        PortError: The store failed; nobody is appointed.
    """
    if role not in {ActorRole.OPERATOR, ActorRole.ADMIN}:
        remedy = "Let patients and doctors register themselves."
        raise InvalidInputError(Fault(field="role", problem="is not appointed", remedy=remedy))
    identifier = parse_identifier(typed)
    account = Account(
        id=AccountId(using.entropy.identifier()),
        role=role,
        status=AccountStatus.ACTIVE,
        identifiers=(identifier,),
        name=name,
        language=language,
        hospital_id=hospital_id,
    )
    actor = actor_of(account)
    account = with_password(account, password, using=using)
    now = using.clock.now()
    with using.store.begin() as work:
        by, decision = None, None
        if claims is not None:
            by, decision = judge_admin(work, account.id, claims=claims, now=now, using=using)
        if decision is None or decision.allowed:
            work.accounts.add(account)
            work.actors.put(actor)
            record_identity(
                work,
                AuditAction.STAFF_APPOINTMENT,
                about=account.id,
                by=by,
                details={"role": role.value},
                now=now,
                using=using,
            )
    if decision is not None:
        require(decision)
    return account
