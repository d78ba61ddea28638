"""
The patient's own trail: who did what to their data, in plain words, Khmer or English.

A patient sees every entry about them, whoever acted (AUD-06), and what they did
themselves to others' data (EPU-01). Looking up the entries and the actors' names, and
marking that the trail was read, is left to the caller.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import attrs

from dastern_core.audit.entries import ActorRole, AuditAction, AuditEntry
from dastern_core.kernel import (
    MONTHS,
    AccountId,
    EntryId,
    Fault,
    InvalidInputError,
    Language,
    PatientId,
)

__all__ = ["Reader", "TrailLine", "trail"]


@attrs.frozen(kw_only=True)
class Reader:
    """
    The patient who reads their trail.

    Args:
        patient_id: Whose data it is about.
        account_id: The account that they act with themselves.
        names: The names to show for accounts; whoever is missing is told by role alone.
        zone: The zone of the times.
        language: Of the sentences.
    """

    patient_id: PatientId
    account_id: AccountId
    names: Mapping[AccountId, str] = attrs.field(hash=False)
    zone: ZoneInfo
    language: Language


@attrs.frozen(kw_only=True)
class TrailLine:
    """
    One entry in words.

    Args:
        entry_id: The entry, of which an inclusion proof can be asked for.
        at: When it was done; in the reader's zone.
        text: One sentence.
        actor: Who did it, in words, with the role and the name where they are known.
        entry: What it tells of.
    """

    entry_id: EntryId
    at: datetime
    text: str
    actor: str
    entry: AuditEntry


def trail(entries: Iterable[AuditEntry], *, reader: Reader, limit: int) -> tuple[TrailLine, ...]:
    """
    Tell a patient what was done, the newest first.

    Args:
        entries: Any entries, in any order; those that are none of the reader's business
            are left out.
        reader: Who reads.
        limit: At most so many lines, at least 1; a page is 50 (AUD-07).

    Raises:
        InvalidInputError: The limit is not positive.

    Source:
        Rules AUD-06, EPU-01, EPU-06 and decision C49.
    """
    if limit < 1:
        remedy = "Ask for at least 1 line."
        raise InvalidInputError(Fault(field="limit", problem="is not positive", remedy=remedy))
    own = [
        entry
        for entry in entries
        if entry.patient_id == reader.patient_id or entry.actor_id == reader.account_id
    ]
    newest = sorted(own, key=lambda entry: (entry.at, entry.id), reverse=True)[:limit]
    return tuple(
        TrailLine(
            entry_id=entry.id,
            at=entry.at.astimezone(reader.zone),
            text=_sentence(entry, reader),
            actor=_actor(entry, reader, _LANGUAGES[reader.language]).strip(),
            entry=entry,
        )
        for entry in newest
    )


@attrs.frozen(kw_only=True)
class _Words:
    """
    What one language says.
    """

    sentence: str
    with_reason: str
    you: str
    yours: str
    theirs: str
    system: str
    named: str
    roles: Mapping[ActorRole, str]
    nobody: Mapping[ActorRole, str]
    resources: Mapping[str, str]
    anything: str
    refused: str
    nothing: str
    moment: str
    digits: str
    actions: Mapping[AuditAction, str]


_ENGLISH = _Words(
    sentence="{who} {what} on {when}.",
    with_reason="{who} {what} on {when}: {reason}",
    you="You",
    yours="your",
    theirs="somebody's",
    system="The system",
    named="{role} {name}",
    roles={
        ActorRole.ADMIN: "Administrator",
        ActorRole.DOCTOR: "Doctor",
        ActorRole.FAMILY_MEMBER: "Family member",
        ActorRole.OPERATOR: "Operator",
        ActorRole.PATIENT: "Patient",
    },
    nobody={
        ActorRole.ADMIN: "An administrator",
        ActorRole.DOCTOR: "A doctor",
        ActorRole.FAMILY_MEMBER: "A family member",
        ActorRole.OPERATOR: "An operator",
        ActorRole.PATIENT: "A patient",
    },
    resources={
        "adherence": "adherence",
        "critical_info": "critical information",
        "document": "documents",
        "dose": "doses",
        "encounter": "hospital visits",
        "prescription": "prescriptions",
        "vital": "vital signs",
    },
    anything="data",
    refused="tried to touch {whose} {resource} and was refused",
    nothing="looked for {whose} {resource} and was shown none",
    moment="{day} {month} {year} at {time}",
    digits="0123456789",
    actions={
        AuditAction.CONNECTION_REQUEST: "asked for a connection",
        AuditAction.CONNECTION_ACCEPT: "accepted a connection",
        AuditAction.CONNECTION_REVOKE: "ended a connection",
        AuditAction.PERMISSION_CHANGE: "changed who may see {whose} data",
        AuditAction.PRESCRIPTION_CREATE: "wrote {whose} prescription",
        AuditAction.PRESCRIPTION_UPDATE: "changed {whose} prescription",
        AuditAction.PRESCRIPTION_CONFIRM: "confirmed {whose} prescription",
        AuditAction.PRESCRIPTION_RETAKE: "asked for {whose} prescription to be written again",
        AuditAction.PRESCRIPTION_SCANNED: "scanned {whose} prescription",
        AuditAction.DOSE_TAKEN: "recorded that a dose was taken",
        AuditAction.DOSE_SKIPPED: "recorded that a dose was skipped",
        AuditAction.DOSE_MISSED: "recorded that a dose was missed",
        AuditAction.DATA_ACCESS: "read {whose} {resource}",
        AuditAction.NOTIFICATION_SENT: "sent a notification",
        AuditAction.SUBSCRIPTION_CHANGE: "changed {whose} plan",
        AuditAction.PAYMENT_REQUESTED: "asked to pay for {whose} plan",
        AuditAction.PAYMENT_CHANGE: "recorded what became of a payment for {whose} plan",
        AuditAction.DOCTOR_NOTE_CREATE: "wrote a note in {whose} file",
        AuditAction.DOCTOR_NOTE_UPDATE: "changed a note in {whose} file",
        AuditAction.DOCTOR_DISCONNECT: "ended the care that connected doctor and patient",
        AuditAction.VITAL_RECORDED: "recorded a vital sign",
        AuditAction.VITAL_UPDATE: "changed what is kept of {whose} vital signs",
        AuditAction.PATIENT_ADMITTED: "admitted a patient to the hospital",
        AuditAction.ENCOUNTER_CREATE: "recorded {whose} hospital visit",
        AuditAction.ENCOUNTER_UPDATE: "changed the record of {whose} hospital visit",
        AuditAction.DOCUMENT_UPLOADED: "added a document to {whose} record",
        AuditAction.DOCUMENT_DOWNLOADED: "opened a document of {whose} record",
        AuditAction.DOCUMENT_UPDATE: "hid, showed or retired a document of {whose} record",
        AuditAction.EMERGENCY_TRIGGERED: "raised an emergency",
        AuditAction.EMERGENCY_ACCESS_ATTEMPT: "tried to open {whose} record in an emergency",
        AuditAction.EMERGENCY_SESSION_CREATED: "opened {whose} record for an emergency",
        AuditAction.EMERGENCY_SESSION_REVOKED: "ended the emergency access to {whose} record",
        AuditAction.EMERGENCY_SESSION_EXPIRED: "closed the emergency access to {whose} record",
        AuditAction.PATIENT_REGISTRATION: "opened {whose} account as a patient",
        AuditAction.DOCTOR_REGISTRATION: "opened {whose} account as a doctor",
        AuditAction.DOCTOR_REVIEW: "decided about {whose} licence as a doctor",
        AuditAction.STAFF_APPOINTMENT: "opened {whose} account for work",
        AuditAction.LOGIN_SUCCESS: "logged in to {whose} account",
        AuditAction.LOGIN_FAILED: "refused a log-in to {whose} account",
        AuditAction.LOGOUT: "logged out of {whose} account",
        AuditAction.SESSION_REVOKED: "ended a log-in to {whose} account",
        AuditAction.OTP_GENERATED: "sent a code for {whose} account",
        AuditAction.OTP_VERIFICATION_SUCCESS: "entered a right code for {whose} account",
        AuditAction.OTP_VERIFICATION_FAILED: "refused a code for {whose} account",
        AuditAction.PASSWORD_CHANGE: "changed {whose} password",
        AuditAction.BIOMETRIC_REGISTRATION: "enrolled {whose} fingerprint or iris",
        AuditAction.ACCOUNT_SOFT_DELETE: "closed {whose} account",
        AuditAction.RECORDS_RETIRED: "retired records that were kept long enough",
        AuditAction.DATA_ERASED: "erased what was written in {whose} record",
    },
)

_KHMER = _Words(
    sentence="{who}{what} នៅ{when}។",
    with_reason="{who}{what} នៅ{when}៖ {reason}",
    you="អ្នក",
    yours="របស់អ្នក",
    theirs="របស់អ្នកដទៃ",
    system="ប្រព័ន្ធ",
    named="{role} {name} ",
    roles={
        ActorRole.ADMIN: "អ្នកគ្រប់គ្រង",
        ActorRole.DOCTOR: "វេជ្ជបណ្ឌិត",
        ActorRole.FAMILY_MEMBER: "សមាជិកគ្រួសារ",
        ActorRole.OPERATOR: "បុគ្គលិក",
        ActorRole.PATIENT: "អ្នកជំងឺ",
    },
    nobody={
        ActorRole.ADMIN: "អ្នកគ្រប់គ្រងម្នាក់",
        ActorRole.DOCTOR: "វេជ្ជបណ្ឌិតម្នាក់",
        ActorRole.FAMILY_MEMBER: "សមាជិកគ្រួសារម្នាក់",
        ActorRole.OPERATOR: "បុគ្គលិកម្នាក់",
        ActorRole.PATIENT: "អ្នកជំងឺម្នាក់",
    },
    resources={
        "adherence": "ការប្រើថ្នាំ",
        "critical_info": "ព័ត៌មានសំខាន់",
        "document": "ឯកសារ",
        "dose": "កាលវិភាគថ្នាំ",
        "encounter": "ការពិនិត្យនៅមន្ទីរពេទ្យ",
        "prescription": "វេជ្ជបញ្ជា",
        "vital": "សញ្ញាជីវិត",
    },
    anything="ទិន្នន័យ",
    refused="បានព្យាយាមប្រើ{resource}{whose} ហើយត្រូវបានបដិសេធ",
    nothing="បានរក{resource}{whose} តែមិនត្រូវបានបង្ហាញអ្វីទេ",
    moment="ថ្ងៃទី{day} ខែ{month} ឆ្នាំ{year} ម៉ោង {time}",
    digits="០១២៣៤៥៦៧៨៩",
    actions={
        AuditAction.CONNECTION_REQUEST: "បានស្នើសុំភ្ជាប់ទំនាក់ទំនង",
        AuditAction.CONNECTION_ACCEPT: "បានយល់ព្រមភ្ជាប់ទំនាក់ទំនង",
        AuditAction.CONNECTION_REVOKE: "បានផ្ដាច់ទំនាក់ទំនង",
        AuditAction.PERMISSION_CHANGE: "បានប្ដូរសិទ្ធិមើលទិន្នន័យ{whose}",
        AuditAction.PRESCRIPTION_CREATE: "បានសរសេរវេជ្ជបញ្ជា{whose}",
        AuditAction.PRESCRIPTION_UPDATE: "បានកែវេជ្ជបញ្ជា{whose}",
        AuditAction.PRESCRIPTION_CONFIRM: "បានបញ្ជាក់វេជ្ជបញ្ជា{whose}",
        AuditAction.PRESCRIPTION_RETAKE: "បានស្នើសុំឱ្យសរសេរវេជ្ជបញ្ជា{whose}ឡើងវិញ",
        AuditAction.PRESCRIPTION_SCANNED: "បានស្កេនវេជ្ជបញ្ជា{whose}",
        AuditAction.DOSE_TAKEN: "បានកត់ត្រាថាបានប្រើថ្នាំ",
        AuditAction.DOSE_SKIPPED: "បានកត់ត្រាថារំលងថ្នាំ",
        AuditAction.DOSE_MISSED: "បានកត់ត្រាថាខកខានប្រើថ្នាំ",
        AuditAction.DATA_ACCESS: "បានមើល{resource}{whose}",
        AuditAction.NOTIFICATION_SENT: "បានផ្ញើការជូនដំណឹង",
        AuditAction.SUBSCRIPTION_CHANGE: "បានប្ដូរគម្រោងសេវា{whose}",
        AuditAction.PAYMENT_REQUESTED: "បានស្នើសុំបង់ប្រាក់សម្រាប់គម្រោងសេវា{whose}",
        AuditAction.PAYMENT_CHANGE: "បានកត់ត្រាលទ្ធផលនៃការបង់ប្រាក់សម្រាប់គម្រោងសេវា{whose}",
        AuditAction.DOCTOR_NOTE_CREATE: "បានសរសេរកំណត់ចំណាំក្នុងសំណុំឯកសារ{whose}",
        AuditAction.DOCTOR_NOTE_UPDATE: "បានកែកំណត់ចំណាំក្នុងសំណុំឯកសារ{whose}",
        AuditAction.DOCTOR_DISCONNECT: "បានបញ្ចប់ទំនាក់ទំនងរវាងវេជ្ជបណ្ឌិតនិងអ្នកជំងឺ",
        AuditAction.VITAL_RECORDED: "បានកត់ត្រាសញ្ញាជីវិត",
        AuditAction.VITAL_UPDATE: "បានកែប្រែការកំណត់សញ្ញាជីវិត{whose}",
        AuditAction.PATIENT_ADMITTED: "បានទទួលអ្នកជំងឺចូលមន្ទីរពេទ្យ",
        AuditAction.ENCOUNTER_CREATE: "បានកត់ត្រាការពិនិត្យនៅមន្ទីរពេទ្យ{whose}",
        AuditAction.ENCOUNTER_UPDATE: "បានកែប្រែកំណត់ត្រាការពិនិត្យ{whose}",
        AuditAction.DOCUMENT_UPLOADED: "បានបន្ថែមឯកសារទៅកំណត់ត្រា{whose}",
        AuditAction.DOCUMENT_DOWNLOADED: "បានបើកឯកសារក្នុងកំណត់ត្រា{whose}",
        AuditAction.DOCUMENT_UPDATE: "បានលាក់ បង្ហាញ ឬដកឯកសារក្នុងកំណត់ត្រា{whose}",
        AuditAction.EMERGENCY_TRIGGERED: "បានប្រកាសអាសន្ន",
        AuditAction.EMERGENCY_ACCESS_ATTEMPT: "បានព្យាយាមបើកសំណុំឯកសារ{whose}ក្នុងករណីសង្គ្រោះបន្ទាន់",
        AuditAction.EMERGENCY_SESSION_CREATED: "បានបើកសំណុំឯកសារ{whose}សម្រាប់ករណីសង្គ្រោះបន្ទាន់",
        AuditAction.EMERGENCY_SESSION_REVOKED: "បានបញ្ចប់ការចូលមើលបន្ទាន់លើសំណុំឯកសារ{whose}",
        AuditAction.EMERGENCY_SESSION_EXPIRED: "បានបិទការចូលមើលបន្ទាន់លើសំណុំឯកសារ{whose}",
        AuditAction.PATIENT_REGISTRATION: "បានបើកគណនី{whose}ជាអ្នកជំងឺ",
        AuditAction.DOCTOR_REGISTRATION: "បានបើកគណនី{whose}ជាវេជ្ជបណ្ឌិត",
        AuditAction.DOCTOR_REVIEW: "បានសម្រេចអំពីអាជ្ញាប័ណ្ណវេជ្ជបណ្ឌិត{whose}",
        AuditAction.STAFF_APPOINTMENT: "បានបើកគណនី{whose}សម្រាប់ការងារ",
        AuditAction.LOGIN_SUCCESS: "បានចូលគណនី{whose}",
        AuditAction.LOGIN_FAILED: "បានបដិសេធការចូលគណនី{whose}",
        AuditAction.LOGOUT: "បានចេញពីគណនី{whose}",
        AuditAction.SESSION_REVOKED: "បានបញ្ចប់ការចូលគណនី{whose}",
        AuditAction.OTP_GENERATED: "បានផ្ញើលេខកូដសម្រាប់គណនី{whose}",
        AuditAction.OTP_VERIFICATION_SUCCESS: "បានបញ្ចូលលេខកូដត្រឹមត្រូវសម្រាប់គណនី{whose}",
        AuditAction.OTP_VERIFICATION_FAILED: "បានបដិសេធលេខកូដសម្រាប់គណនី{whose}",
        AuditAction.PASSWORD_CHANGE: "បានប្ដូរពាក្យសម្ងាត់{whose}",
        AuditAction.BIOMETRIC_REGISTRATION: "បានចុះឈ្មោះស្នាមម្រាមដៃ ឬភ្នែក{whose}",
        AuditAction.ACCOUNT_SOFT_DELETE: "បានបិទគណនី{whose}",
        AuditAction.RECORDS_RETIRED: "បានដកកំណត់ត្រាខែចាស់ៗចេញ",
        AuditAction.DATA_ERASED: "បានលុបអ្វីដែលបានសរសេរក្នុងកំណត់ត្រា{whose}",
    },
)

_LANGUAGES: Mapping[Language, _Words] = {Language.ENGLISH: _ENGLISH, Language.KHMER: _KHMER}


def _sentence(entry: AuditEntry, reader: Reader) -> str:
    words = _LANGUAGES[reader.language]
    details = dict(entry.details)
    phrase = words.actions[entry.action]
    if "refused" in details:
        phrase = words.refused
    elif details.get("shown") == "0":
        phrase = words.nothing
    what = phrase.format(
        whose=words.yours if entry.patient_id == reader.patient_id else words.theirs,
        resource=words.resources.get(entry.resource_type, words.anything),
    )
    form = words.with_reason if details.get("reason") else words.sentence
    return form.format(
        who=_actor(entry, reader, words),
        what=what,
        when=_moment(entry.at.astimezone(reader.zone), words, MONTHS[reader.language]),
        reason=details.get("reason"),
    )


def _actor(entry: AuditEntry, reader: Reader, words: _Words) -> str:
    if entry.actor_id is None and entry.action is AuditAction.DATA_ERASED:
        return dict(entry.details).get("by", words.system)  # in words: no account may erase
    if entry.actor_id is None:
        return words.system
    if entry.actor_id == reader.account_id:
        return words.you
    name = reader.names.get(entry.actor_id)
    if name is None:
        return words.nobody[entry.actor_role]
    return words.named.format(role=words.roles[entry.actor_role], name=name)


def _moment(at: datetime, words: _Words, months: tuple[str, ...]) -> str:
    text = words.moment.format(
        day=at.day, month=months[at.month - 1], year=at.year, time=f"{at:%H:%M}"
    )
    return text.translate(str.maketrans("0123456789", words.digits))
