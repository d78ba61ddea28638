"""
The rules: who may do what with which things, as one table.

A case that no rule permits is denied; a rule that forbids wins over every rule that permits
(security.md's "default deny, forbid wins"). No rule depends on the order of the table.
"""

from enum import Enum

import attrs

from dastern_core.kernel import ActorRole
from dastern_core.permissions import conditions as when
from dastern_core.permissions.conditions import Condition
from dastern_core.permissions.resources import Action, ResourceType

__all__ = ["RULES", "Effect", "Obligation", "Rule"]


class Effect(Enum):
    """
    What a rule says where it holds.
    """

    PERMIT = "PERMIT"
    FORBID = "FORBID"


class Obligation(Enum):
    """
    What whoever acts on a decision has to do as well, in the same transaction.
    """

    AUDIT = "AUDIT"
    """
    Append an entry to the audit log (RBAC-11, AUD-05).
    """

    NOTIFY_PATIENT = "NOTIFY_PATIENT"
    NOTIFY_OTHER_SIDE = "NOTIFY_OTHER_SIDE"


@attrs.frozen(kw_only=True)
class Rule:
    """
    One rule.

    Args:
        id: Its name, for decisions, the documentation and the tests.
        effect: What it says where it holds.
        roles: For whom.
        actions: For what they do.
        types: With which things.
        conditions: What must hold besides, all of it.
        obligations: What follows from acting on it.
        sources: The domain rules that it comes from.
    """

    id: str
    effect: Effect = Effect.PERMIT
    roles: frozenset[ActorRole]
    actions: frozenset[Action]
    types: frozenset[ResourceType]
    conditions: tuple[Condition, ...]
    obligations: frozenset[Obligation] = frozenset()
    sources: tuple[str, ...]


_T, _A, _R = ResourceType, Action, ActorRole

_ANYBODY = frozenset(ActorRole) - {_R.SYSTEM}
_PEOPLE = frozenset({_R.PATIENT, _R.FAMILY_MEMBER, _R.DOCTOR})
_RELATIVES = frozenset({_R.PATIENT, _R.FAMILY_MEMBER})
_DOCTOR = frozenset({_R.DOCTOR})
_OPERATOR = frozenset({_R.OPERATOR})
_ADMIN = frozenset({_R.ADMIN})
_SYSTEM = frozenset({_R.SYSTEM})

_READ = frozenset({_A.READ})
_CREATE = frozenset({_A.CREATE})
_EVERYTHING = frozenset(Action)
_AUDITED = frozenset({Obligation.AUDIT})
_TOLD = frozenset({Obligation.AUDIT, Obligation.NOTIFY_PATIENT})
_BOTH_TOLD = frozenset({Obligation.AUDIT, Obligation.NOTIFY_OTHER_SIDE})

_HISTORY = frozenset(
    {
        _T.PRESCRIPTION,
        _T.PROPOSAL,
        _T.URGENT_CHANGE,
        _T.DOSE,
        _T.ADHERENCE,
        _T.VITAL,
        _T.VITAL_ALERT,
        _T.ENCOUNTER,
        _T.DOCUMENT,
        _T.CRITICAL_INFO,
    }
)  # "history and reports" of CON-06
_EMERGENCY = frozenset(
    {
        _T.ACCOUNT,
        _T.PRESCRIPTION,  # the "prescriptions_notes" of the encounters that EPE-08 opens
        _T.ENCOUNTER,
        _T.DOCUMENT,
        _T.CRITICAL_INFO,
        _T.AUDIT_TRAIL,
    }
)  # EPE-08, EPN-01, EPU-02
_OWNED = _HISTORY | {
    _T.COURSE,
    _T.VISIBILITY,
    _T.RETENTION,
    _T.BATCH,
    _T.APPOINTMENT,
    _T.ACCOUNT,
    _T.ADMISSION,
    _T.AUDIT_TRAIL,
    _T.GRANT,
    _T.ACCESS_REQUEST,
    _T.INVITATION,
    _T.EMERGENCY_SESSION,
    _T.NUDGE,
    _T.SUBSCRIPTION,
    _T.PAYMENT,
}
_HOSPITAL = frozenset({_T.ENCOUNTER, _T.DOCUMENT})
_STANDING = frozenset({_T.STANDING, _T.ADMINISTRATION})  # what a closed account may still learn
_ALL_BUT_STANDING = frozenset(ResourceType) - _STANDING - {_T.AUDIT_TRAIL}

RULES: tuple[Rule, ...] = (
    # --- what is forbidden, whatever else would permit it ----------------------
    Rule(
        id="closed-account",
        effect=Effect.FORBID,
        roles=_ANYBODY,
        actions=_EVERYTHING,
        types=_ALL_BUT_STANDING,
        conditions=(when.closed_account,),
        sources=("AUTH-12", "EPA-15"),
    ),
    Rule(
        id="closed-account-trail",
        effect=Effect.FORBID,
        roles=_ANYBODY,
        actions=_EVERYTHING - _CREATE,  # what they tried is put on record
        types=frozenset({_T.AUDIT_TRAIL}),
        conditions=(when.closed_account,),
        sources=("AUTH-12", "RBAC-11"),
    ),
    Rule(
        id="unverified-doctor",
        effect=Effect.FORBID,
        roles=_DOCTOR,
        actions=_EVERYTHING,
        types=_ALL_BUT_STANDING,
        conditions=(when.unverified_doctor,),
        sources=("AUTH-13", "RX-05", "CON-15", "C59"),
    ),
    Rule(
        id="unverified-doctor-trail",
        effect=Effect.FORBID,
        roles=_DOCTOR,
        actions=_EVERYTHING - _CREATE,
        types=frozenset({_T.AUDIT_TRAIL}),
        conditions=(when.unverified_doctor,),
        sources=("AUTH-13", "RBAC-11"),
    ),
    Rule(
        id="note-about-oneself",
        effect=Effect.FORBID,
        roles=_ANYBODY,
        actions=_EVERYTHING,
        types=frozenset({_T.DOCTOR_NOTE}),
        conditions=(when.is_own,),
        sources=("RBAC-05",),
    ),
    Rule(
        id="trail-is-append-only",
        effect=Effect.FORBID,
        roles=frozenset(ActorRole),
        actions=frozenset({_A.UPDATE, _A.DELETE}),
        types=frozenset({_T.AUDIT_TRAIL}),
        conditions=(),
        sources=("AUD-03",),
    ),
    Rule(
        id="connection-with-oneself",
        effect=Effect.FORBID,
        roles=frozenset(ActorRole),
        actions=frozenset({_A.CREATE, _A.ACCEPT}),
        types=frozenset({_T.CONNECTION}),
        conditions=(when.with_oneself,),
        sources=("CON-13",),
    ),
    # --- one's own -------------------------------------------------------------
    Rule(
        id="own-data",
        roles=_ANYBODY,
        actions=_READ,
        types=_OWNED,
        conditions=(when.is_own,),
        sources=("RBAC-03", "RBAC-17", "AUD-06", "EPU-01"),
    ),
    Rule(
        id="own-writing",
        roles=_ANYBODY,
        actions=_CREATE,
        types=frozenset({_T.PRESCRIPTION, _T.ENCOUNTER, _T.DOCUMENT}),
        conditions=(when.is_own, when.is_author, when.is_personal),
        obligations=_AUDITED,
        sources=("RX-09", "EPN-04"),
    ),
    Rule(
        id="own-encounter",
        roles=_ANYBODY,
        actions=frozenset({_A.UPDATE}),
        types=frozenset({_T.ENCOUNTER, _T.RETENTION}),
        conditions=(when.is_own, when.is_author),
        obligations=_AUDITED,
        sources=("EPN-06", "EPD-07", "C70"),
    ),
    Rule(
        id="own-order",
        roles=_ANYBODY,
        actions=_CREATE,
        types=frozenset({_T.PAYMENT}),
        conditions=(when.is_own,),
        obligations=_AUDITED,
        sources=("PAY-01",),
    ),
    Rule(
        id="own-records",
        roles=_ANYBODY,
        actions=frozenset({_A.CREATE, _A.UPDATE, _A.DELETE}),
        types=frozenset({_T.BATCH, _T.DOSE, _T.VITAL, _T.VITAL_ALERT, _T.APPOINTMENT, _T.ACCOUNT}),
        conditions=(when.is_own,),
        obligations=_AUDITED,
        sources=("BAT-10", "DST-27", "VIT-17", "APT-04", "RBAC-17"),
    ),
    Rule(
        id="own-course",
        roles=_ANYBODY,
        actions=frozenset({_A.UPDATE}),  # confirm, refuse, pause; never a doctor's words
        types=frozenset({_T.PRESCRIPTION, _T.COURSE, _T.DOCUMENT, _T.VISIBILITY}),
        conditions=(when.is_own,),
        obligations=_AUDITED,
        sources=("RX-10", "RX-11", "RX-12", "C70"),
    ),
    Rule(
        id="own-resumption",
        roles=_ANYBODY,
        actions=_CREATE,  # a version in its author's name, of what the pause had left
        types=frozenset({_T.COURSE}),
        conditions=(when.is_own,),
        obligations=_AUDITED,
        sources=("RX-14", "DST-29"),
    ),
    # --- plans and payments -----------------------------------------------------
    Rule(
        id="refund-written",
        roles=_ADMIN,
        actions=frozenset({_A.READ, _A.UPDATE}),
        types=frozenset({_T.PAYMENT}),
        conditions=(),
        obligations=_AUDITED,
        sources=("PAY-05", "C35"),
    ),
    Rule(
        id="seat-offered",
        roles=_ANYBODY,
        actions=_CREATE,
        types=frozenset({_T.SEAT}),
        conditions=(when.is_own,),
        obligations=_AUDITED,
        sources=("SUB-08", "SUB-20"),
    ),
    Rule(
        id="seat-taken",
        roles=_ANYBODY,
        actions=frozenset({_A.UPDATE}),
        types=frozenset({_T.SEAT}),
        conditions=(when.is_counterpart,),
        obligations=_AUDITED,
        sources=("SUB-08", "SUB-20"),
    ),
    Rule(
        id="seat-ended",
        roles=_ANYBODY,
        actions=frozenset({_A.READ, _A.DELETE}),
        types=frozenset({_T.SEAT}),
        conditions=(when.is_party,),
        obligations=_AUDITED,
        sources=("SUB-19", "SUB-20"),
    ),
    # --- what the patient alone sets --------------------------------------------
    Rule(
        id="own-grants",
        roles=_ANYBODY,
        actions=frozenset({_A.CREATE, _A.UPDATE, _A.DELETE}),
        types=frozenset({_T.GRANT}),
        conditions=(when.is_own,),
        obligations=_BOTH_TOLD,
        sources=("CON-05", "CON-08", "CON-30"),
    ),
    Rule(
        id="own-invitation",
        roles=_ANYBODY,
        actions=frozenset({_A.CREATE, _A.DELETE}),
        types=frozenset({_T.INVITATION}),
        conditions=(when.is_own,),
        obligations=_AUDITED,
        sources=("CON-18",),
    ),
    Rule(
        id="granted-to-me",
        roles=_PEOPLE,
        actions=_READ,
        types=frozenset({_T.GRANT}),
        conditions=(when.is_counterpart,),
        sources=("CON-16",),
    ),
    Rule(
        id="grant-given-up",
        roles=_PEOPLE,
        actions=frozenset({_A.DELETE}),  # whoever ends a connection gives up what it allowed
        types=frozenset({_T.GRANT}),
        conditions=(when.is_counterpart,),
        sources=("CON-10", "C28"),
    ),
    # --- connections -------------------------------------------------------------
    Rule(
        id="connection-asked",
        roles=_PEOPLE,
        actions=_CREATE,
        types=frozenset({_T.CONNECTION}),
        conditions=(when.is_author, when.is_party),
        obligations=_BOTH_TOLD,
        sources=("CON-03", "CON-17"),
    ),
    Rule(
        id="connection-accepted",
        roles=_PEOPLE,
        actions=frozenset({_A.ACCEPT}),
        types=frozenset({_T.CONNECTION}),
        conditions=(when.is_party, when.is_not_author),
        obligations=_BOTH_TOLD,
        sources=("CON-04", "B006"),
    ),
    Rule(
        id="connection-ended",
        roles=_PEOPLE,
        actions=frozenset({_A.END}),
        types=frozenset({_T.CONNECTION}),
        conditions=(when.is_party,),
        obligations=_BOTH_TOLD,
        sources=("CON-10", "CON-11"),
    ),
    Rule(
        id="connection-seen",
        roles=_PEOPLE,
        actions=_READ,
        types=frozenset({_T.CONNECTION}),
        conditions=(when.is_party,),
        sources=("CON-37",),
    ),
    # --- family ------------------------------------------------------------------
    Rule(
        id="family-views",
        roles=_RELATIVES,
        actions=_READ,
        types=_HISTORY,
        conditions=(when.family_may_view,),
        obligations=_AUDITED,
        sources=("CON-07", "CON-09", "CON-16", "RBAC-04", "C28", "C32"),
    ),
    Rule(
        id="family-sees-to",
        roles=_RELATIVES,
        actions=frozenset({_A.UPDATE}),
        types=frozenset({_T.VITAL_ALERT}),
        conditions=(when.family_may_view,),
        obligations=_AUDITED,
        sources=("VIT-13",),
    ),
    Rule(
        id="family-nudges",
        roles=_RELATIVES,
        actions=_CREATE,
        types=frozenset({_T.NUDGE}),
        conditions=(when.is_author, when.family_may_nudge),
        obligations=_TOLD,
        sources=("CON-33",),
    ),
    Rule(
        id="nudge-sent",
        roles=_RELATIVES,
        actions=_READ,
        types=frozenset({_T.NUDGE}),
        conditions=(when.is_author,),
        sources=("CON-36",),
    ),
    Rule(
        id="nudge-answered",
        roles=_ANYBODY,
        actions=frozenset({_A.UPDATE}),
        types=frozenset({_T.NUDGE}),
        conditions=(when.is_own,),
        obligations=_BOTH_TOLD,
        sources=("CON-36", "B009"),
    ),
    # --- doctors -------------------------------------------------------------------
    Rule(
        id="doctor-allowed",
        roles=_DOCTOR,
        actions=_READ,
        types=_HISTORY,
        conditions=(when.doctor_level_is_allowed,),
        obligations=_AUDITED,
        sources=("CON-06", "CON-09", "RBAC-04", "RBAC-07"),
    ),
    Rule(
        id="doctor-selected",
        roles=_DOCTOR,
        actions=_READ,
        types=_HISTORY,
        conditions=(when.doctor_level_is_selected, when.in_scope),
        obligations=_AUDITED,
        sources=("CON-06", "RBAC-04"),
    ),
    Rule(
        id="doctor-approved",
        roles=_DOCTOR,
        actions=_READ,
        types=_HISTORY,
        conditions=(when.doctor_level_is_request, when.is_approved),
        obligations=_AUDITED,
        sources=("CON-06", "RBAC-04"),
    ),
    Rule(
        id="doctor-sees-to",
        roles=_DOCTOR,
        actions=frozenset({_A.UPDATE}),
        types=frozenset({_T.VITAL_ALERT}),
        conditions=(when.doctor_level_is_allowed,),
        obligations=_AUDITED,
        sources=("VIT-13",),
    ),
    Rule(
        id="doctor-own-prescription",
        roles=_DOCTOR,
        actions=_READ,
        types=frozenset({_T.PRESCRIPTION}),
        conditions=(when.tied_as_doctor, when.is_author),
        obligations=_AUDITED,
        sources=("RX-31",),
    ),
    Rule(
        id="doctor-prescribes",
        roles=_DOCTOR,
        actions=frozenset({_A.CREATE, _A.UPDATE}),
        types=frozenset({_T.PRESCRIPTION}),
        conditions=(when.doctor_may_write, when.is_author),
        obligations=_TOLD,
        sources=("RX-03", "RX-17", "RX-28"),
    ),
    Rule(
        id="doctor-proposes",
        roles=_DOCTOR,
        actions=_CREATE,
        types=frozenset({_T.PROPOSAL}),
        conditions=(when.doctor_may_write, when.is_author),
        obligations=_TOLD,
        sources=("RX-17", "RX-21", "C15"),
    ),
    Rule(
        id="doctor-proposed",
        roles=_DOCTOR,
        actions=_READ,
        types=frozenset({_T.PROPOSAL}),
        conditions=(when.tied_as_doctor, when.is_author),
        obligations=_AUDITED,
        sources=("RX-31",),
    ),
    Rule(
        id="proposal-withdrawn",
        roles=_DOCTOR,
        actions=frozenset({_A.END}),
        types=frozenset({_T.PROPOSAL}),
        conditions=(when.tied_as_doctor, when.is_author),
        obligations=_TOLD,
        sources=("RX-21",),
    ),
    Rule(
        id="proposal-decided",
        roles=_ANYBODY,
        actions=frozenset({_A.ACCEPT, _A.END}),
        types=frozenset({_T.PROPOSAL}),
        conditions=(when.is_own,),
        obligations=_BOTH_TOLD,
        sources=("RX-21",),
    ),
    Rule(
        id="doctor-urgently",
        roles=_DOCTOR,
        actions=_CREATE,
        types=frozenset({_T.URGENT_CHANGE}),
        conditions=(when.doctor_level_is_allowed, when.is_author),
        obligations=_TOLD,
        sources=("RX-23",),
    ),
    Rule(
        id="doctor-asks",
        roles=_DOCTOR,
        actions=_CREATE,
        types=frozenset({_T.ACCESS_REQUEST}),
        conditions=(when.is_author, when.doctor_level_is_request),
        obligations=_TOLD,
        sources=("CON-06",),
    ),
    Rule(
        id="doctor-asked",
        roles=_DOCTOR,
        actions=frozenset({_A.READ, _A.END}),
        types=frozenset({_T.ACCESS_REQUEST}),
        conditions=(when.is_author,),
        obligations=_AUDITED,
        sources=("CON-06",),
    ),
    Rule(
        id="access-decided",
        roles=_ANYBODY,
        actions=frozenset({_A.ACCEPT, _A.END}),
        types=frozenset({_T.ACCESS_REQUEST}),
        conditions=(when.is_own,),
        obligations=_BOTH_TOLD,
        sources=("CON-06", "CON-10"),
    ),
    Rule(
        id="doctor-notes",
        roles=_DOCTOR,
        actions=_CREATE,
        types=frozenset({_T.DOCTOR_NOTE}),
        conditions=(when.tied_as_doctor, when.is_author),
        obligations=_AUDITED,
        sources=("RBAC-05",),
    ),
    Rule(
        id="note-author",
        roles=_DOCTOR,
        actions=frozenset({_A.READ, _A.UPDATE}),
        types=frozenset({_T.DOCTOR_NOTE}),
        conditions=(when.is_author,),
        obligations=_AUDITED,
        sources=("RBAC-05",),
    ),
    Rule(
        id="connected-profile",
        roles=_PEOPLE,
        actions=_READ,
        types=frozenset({_T.ACCOUNT}),
        conditions=(when.tied_at_all,),
        sources=("RBAC-07", "C32"),
    ),
    Rule(
        id="named-doctor",
        roles=_DOCTOR,
        actions=frozenset({_A.READ, _A.UPDATE}),
        types=frozenset({_T.APPOINTMENT}),
        conditions=(when.is_counterpart,),
        obligations=_AUDITED,
        sources=("APT-08",),
    ),
    # --- emergencies ---------------------------------------------------------------
    Rule(
        id="emergency",
        roles=_DOCTOR,
        actions=_READ,
        types=_EMERGENCY,
        conditions=(when.in_emergency,),
        obligations=_AUDITED,
        sources=("EPE-01", "EPE-08", "EPE-09", "EPE-16", "EPU-02"),
    ),
    Rule(
        id="emergency-started",
        roles=_DOCTOR,
        actions=_CREATE,
        types=frozenset({_T.EMERGENCY_SESSION}),
        conditions=(when.is_author,),
        obligations=_TOLD,
        sources=("EPE-04", "EPE-15"),
    ),
    Rule(
        id="emergency-doctor",
        roles=_DOCTOR,
        actions=_READ,
        types=frozenset({_T.EMERGENCY_SESSION}),
        conditions=(when.is_author,),
        obligations=_AUDITED,
        sources=("EPU-02",),
    ),
    Rule(
        id="emergency-ended",
        roles=_DOCTOR,
        actions=frozenset({_A.END}),
        types=frozenset({_T.EMERGENCY_SESSION}),
        conditions=(when.is_author,),
        obligations=_TOLD,
        sources=("EPE-12",),
    ),
    Rule(
        id="emergency-patient",
        roles=_ANYBODY,
        actions=frozenset({_A.END}),
        types=frozenset({_T.EMERGENCY_SESSION}),
        conditions=(when.is_own,),
        obligations=_BOTH_TOLD,
        sources=("EPE-12",),
    ),
    Rule(
        id="emergency-review",
        roles=_ADMIN,
        actions=_READ,
        types=frozenset({_T.EMERGENCY_SESSION}),
        conditions=(),
        obligations=_AUDITED,
        sources=("EPE-12",),
    ),
    Rule(
        id="emergency-revoked",
        roles=_ADMIN,
        actions=frozenset({_A.END}),
        types=frozenset({_T.EMERGENCY_SESSION}),
        conditions=(),
        obligations=_TOLD,
        sources=("EPE-12",),
    ),
    # --- hospitals -------------------------------------------------------------------
    Rule(
        id="operator-record",
        roles=_OPERATOR,
        actions=frozenset({_A.READ, _A.UPDATE}),
        types=_HOSPITAL | {_T.RETENTION},
        conditions=(when.acts_for_the_hospital,),
        obligations=_AUDITED,
        sources=("RBAC-17", "RBAC-19", "EPN-13", "EPD-06", "EPD-07", "C70"),
    ),
    Rule(
        id="operator-writes",
        roles=_OPERATOR,
        actions=_CREATE,
        types=_HOSPITAL,
        conditions=(when.acts_for_the_hospital, when.hospital_has_patient, when.is_author),
        obligations=_AUDITED,
        sources=("RBAC-17", "EPN-04", "EPD-05", "B031"),
    ),
    Rule(
        id="operator-patient",
        roles=_OPERATOR,
        actions=_READ,
        types=frozenset({_T.ACCOUNT}),
        conditions=(when.hospital_has_patient,),
        obligations=_AUDITED,
        sources=("RBAC-17", "RBAC-19"),
    ),
    Rule(
        id="operator-admits",
        roles=_OPERATOR,
        actions=frozenset({_A.READ, _A.CREATE}),
        types=frozenset({_T.ADMISSION}),
        conditions=(when.acts_for_the_hospital,),
        obligations=_AUDITED,
        sources=("RBAC-17",),
    ),
    # --- messages ------------------------------------------------------------------------
    Rule(
        id="notice-received",
        roles=_ANYBODY,
        actions=frozenset({_A.READ, _A.UPDATE}),
        types=frozenset({_T.NOTICE}),
        conditions=(when.is_counterpart,),
        sources=("NOT-03",),
    ),
    Rule(
        id="notice-about-oneself",
        roles=_ANYBODY,
        actions=_CREATE,
        types=frozenset({_T.NOTICE}),
        conditions=(when.is_own, when.is_author),
        obligations=_AUDITED,
        sources=("RX-10", "RX-11", "RX-12"),
    ),
    Rule(
        id="notice-to-its-patient",  # of a tie, which allows nothing before it stands or after
        roles=_ANYBODY,
        actions=_CREATE,
        types=frozenset({_T.NOTICE}),
        conditions=(when.with_oneself, when.is_author),
        obligations=_AUDITED,
        sources=("CON-10", "CON-17"),
    ),
    Rule(
        id="notice-of-doctor",
        roles=_DOCTOR,
        actions=_CREATE,
        types=frozenset({_T.NOTICE}),
        conditions=(when.tied_as_doctor, when.is_author),
        obligations=_AUDITED,
        sources=("RX-08",),
    ),
    # --- the trail, and who is who -------------------------------------------------------
    Rule(
        id="trail-grows",
        roles=_ANYBODY,
        actions=_CREATE,
        types=frozenset({_T.AUDIT_TRAIL}),
        conditions=(when.is_author,),
        sources=("RBAC-11", "AUD-10"),
    ),
    Rule(
        id="own-acts",
        roles=_PEOPLE | _ADMIN,
        actions=_READ,
        types=frozenset({_T.AUDIT_TRAIL}),
        conditions=(when.is_author,),
        sources=("EPU-01", "EPU-02", "EPU-03"),
    ),
    Rule(
        id="own-standing",
        roles=_ANYBODY,
        actions=_READ,
        types=_STANDING,
        conditions=(when.is_own,),
        sources=("C59",),
    ),
    Rule(
        id="directory",
        roles=_ANYBODY,
        actions=_READ,
        types=frozenset({_T.STANDING}),
        conditions=(when.is_listed,),
        sources=("CON-38",),
    ),
    Rule(
        id="admin-verifies",
        roles=_ADMIN,
        actions=frozenset({_A.READ, _A.UPDATE}),
        types=frozenset({_T.STANDING}),
        conditions=(when.open_account,),
        obligations=_AUDITED,
        sources=("RBAC-14", "AUTH-13"),
    ),
    # --- the system itself ---------------------------------------------------------------
    Rule(
        id="system-reads",
        roles=_SYSTEM,
        actions=_READ,
        types=frozenset(ResourceType) - {_T.DOCTOR_NOTE},
        conditions=(),
        sources=("DST-12", "SUB-18"),
    ),
    Rule(
        id="system-creates",
        roles=_SYSTEM,
        actions=_CREATE,
        types=frozenset(
            {
                _T.PRESCRIPTION,  # an accepted change bears its author's name
                _T.ENCOUNTER,  # whether the patient's account is open is no operator's to read
                _T.DOCUMENT,  # nor is the key that seals it
                _T.DATA_KEY,
                _T.EMERGENCY_SESSION,  # whether a patient exists is told to no doctor's role
                _T.DOSE,
                _T.NOTICE,
                _T.CONNECTION,
                _T.STANDING,
                _T.ADMINISTRATION,
                _T.ADMISSION,
                _T.SUBSCRIPTION,
                _T.PAYMENT,
                _T.AUDIT_TRAIL,
            }
        ),
        conditions=(),
        sources=("DST-12", "RX-21", "CON-21", "B010"),
    ),
    Rule(
        id="system-changes",
        roles=_SYSTEM,
        actions=frozenset({_A.UPDATE}),
        types=frozenset(
            {
                _T.PRESCRIPTION,
                _T.DOSE,
                _T.INVITATION,
                _T.STANDING,
                _T.ADMINISTRATION,
                _T.SUBSCRIPTION,
                _T.PAYMENT,
            }
        ),
        conditions=(),
        sources=("DST-12", "CON-21", "B010", "B011"),
    ),
    Rule(
        id="system-clears",
        roles=_SYSTEM,
        actions=frozenset({_A.DELETE}),
        types=frozenset({_T.DOSE, _T.INVITATION, _T.DATA_KEY}),
        conditions=(),
        sources=("DOSE-32", "CON-24", "EPD-08"),
    ),
    Rule(
        id="system-accepts",
        roles=_SYSTEM,
        actions=frozenset({_A.ACCEPT}),
        types=frozenset({_T.PROPOSAL}),
        conditions=(),
        sources=("RX-21",),
    ),
    Rule(
        id="system-expires",
        roles=_SYSTEM,
        actions=frozenset({_A.END}),
        types=frozenset(
            {_T.EMERGENCY_SESSION, _T.PROPOSAL}
        ),  # a next version supersedes what waits
        conditions=(),
        sources=("EPE-13", "RX-21"),
    ),
)
"""
Every rule, by subject.
"""
