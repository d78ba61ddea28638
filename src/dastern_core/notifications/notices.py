"""
Notices: a message about a patient to one person, stored with the step that it tells of.

A notice keeps facts, not sentences: it is worded when it is shown, in the reader's own
language (NOT-14), and names no medicine, because it may be shown on a locked screen
(NOT-21). Carrying it to a telephone is left to the caller.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final, NewType
from uuid import UUID

import attrs

from dastern_core.kernel import (
    AccountId,
    ConflictError,
    Fault,
    InvalidInputError,
    Language,
    PatientId,
    require_aware,
)

__all__ = [
    "LONGEST_REASON",
    "Notice",
    "NoticeId",
    "NoticeKind",
    "mark_read",
    "words_of",
]

NoticeId = NewType("NoticeId", UUID)
"""
One notice.
"""

LONGEST_REASON: Final = 1_000
"""
The most characters of a reason.
"""


class NoticeKind(Enum):
    """
    What a notice tells (NOT-01), as finely as its reader needs it.
    """

    PRESCRIPTION_WRITTEN = "prescription_written"
    PRESCRIPTION_CONFIRMED = "prescription_confirmed"
    PRESCRIPTION_REJECTED = "prescription_rejected"
    PRESCRIPTION_HANDED_BACK = "prescription_handed_back"
    CHANGE_PROPOSED = "change_proposed"
    CHANGE_ACCEPTED = "change_accepted"
    CHANGE_DECLINED = "change_declined"
    CHANGE_WITHDRAWN = "change_withdrawn"
    CHANGE_SUPERSEDED = "change_superseded"
    URGENT_CHANGE = "urgent_change"
    VITAL_ANOMALY = "vital_anomaly"
    EMERGENCY_OPENED = "emergency_opened"
    EMERGENCY_ENDED = "emergency_ended"
    DOCTOR_VERIFIED = "doctor_verified"
    DOCTOR_REJECTED = "doctor_rejected"
    CONNECTION_REQUESTED = "connection_requested"
    CONNECTION_ACCEPTED = "connection_accepted"
    CONNECTION_ENDED = "connection_ended"
    LEVEL_CHANGED = "level_changed"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_APPROVED = "access_approved"
    ACCESS_CLOSED = "access_closed"
    DOSE_MISSED = "dose_missed"
    RELATIVE_MISSED_DOSE = "relative_missed_dose"
    NUDGE_SENT = "nudge_sent"
    NUDGE_TAKEN = "nudge_taken"
    NUDGE_SOON = "nudge_soon"
    NUDGE_DISMISSED = "nudge_dismissed"


@attrs.frozen(kw_only=True)
class Notice:
    """
    A message to one person.

    Args:
        id: Its own identifier.
        kind: What it tells.
        patient_id: About whom.
        recipient_id: To whom.
        author_id: Whose step it tells of, or None for the system's own.
        about: The identifier of the thing that it is about.
        reason: Why, in the author's words: 1 to 1,000 characters, or None.
        sent_at: When; aware.
        read_at: When the recipient read it, or None.

    Raises:
        InvalidInputError: The reason is blank or too long, or an instant is naive.

    Source:
        Rule NOT-02.
    """

    id: NoticeId
    kind: NoticeKind
    patient_id: PatientId
    recipient_id: AccountId
    author_id: AccountId | None
    about: UUID
    reason: str | None = attrs.field(default=None, repr=False)
    sent_at: datetime
    read_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a reason that says nothing.
        """
        if self.reason is not None and not 0 < len(self.reason.strip()) <= LONGEST_REASON:
            remedy = f"Write 1 to {LONGEST_REASON} characters, or leave it out."
            fault = Fault(field="reason", problem="is blank or too long", remedy=remedy)
            raise InvalidInputError(fault)
        require_aware(self.sent_at, field="sent_at")


def mark_read(notice: Notice, *, now: datetime) -> Notice:
    """
    Say that the recipient read a notice; the first time counts.

    Args:
        notice: One that was not read.
        now: When; aware.

    Raises:
        ConflictError: It was read before.
    """
    if notice.read_at is not None:
        message = "the notice was read before"
        raise ConflictError(message)
    return attrs.evolve(notice, read_at=require_aware(now, field="now"))


# Not reviewed by a translator yet.
_WORDS: Final[Mapping[NoticeKind, Mapping[Language, str]]] = MappingProxyType(
    {
        kind: MappingProxyType({Language.ENGLISH: english, Language.KHMER: khmer})
        for kind, english, khmer in (
            (
                NoticeKind.PRESCRIPTION_WRITTEN,
                "Your doctor wrote a prescription for you. Please check it.",
                "វេជ្ជបណ្ឌិតបានសរសេរវេជ្ជបញ្ជាសម្រាប់អ្នក។ សូមពិនិត្យ។",
            ),
            (
                NoticeKind.PRESCRIPTION_CONFIRMED,
                "The patient confirmed your prescription.",
                "អ្នកជំងឺបានបញ្ជាក់វេជ្ជបញ្ជារបស់អ្នក។",
            ),
            (
                NoticeKind.PRESCRIPTION_REJECTED,
                "The patient rejected your prescription.",
                "អ្នកជំងឺបានបដិសេធវេជ្ជបញ្ជារបស់អ្នក។",
            ),
            (
                NoticeKind.PRESCRIPTION_HANDED_BACK,
                "The patient asks you to write a prescription again.",
                "អ្នកជំងឺសុំឱ្យអ្នកសរសេរវេជ្ជបញ្ជាឡើងវិញ។",
            ),
            (
                NoticeKind.CHANGE_PROPOSED,
                "Your doctor proposes a change. Nothing changes before you accept it.",
                "វេជ្ជបណ្ឌិតស្នើការផ្លាស់ប្ដូរ។ គ្មានអ្វីផ្លាស់ប្ដូរទេ មុនពេលអ្នកយល់ព្រម។",
            ),
            (
                NoticeKind.CHANGE_ACCEPTED,
                "The patient accepted your change.",
                "អ្នកជំងឺបានយល់ព្រមលើការផ្លាស់ប្ដូររបស់អ្នក។",
            ),
            (
                NoticeKind.CHANGE_DECLINED,
                "The patient declined your change.",
                "អ្នកជំងឺមិនយល់ព្រមលើការផ្លាស់ប្ដូររបស់អ្នកទេ។",
            ),
            (
                NoticeKind.CHANGE_WITHDRAWN,
                "Your doctor withdrew a proposed change.",
                "វេជ្ជបណ្ឌិតបានដកការស្នើផ្លាស់ប្ដូរវិញ។",
            ),
            (
                NoticeKind.CHANGE_SUPERSEDED,
                "The prescription changed before your proposal was answered. It no longer waits.",
                "វេជ្ជបញ្ជាបានផ្លាស់ប្ដូរមុនពេលសំណើរបស់អ្នកត្រូវបានឆ្លើយ។ សំណើនេះលែងរង់ចាំទៀត។",
            ),
            (
                NoticeKind.URGENT_CHANGE,
                "Your doctor changed your medicines now. Please look at once.",
                "វេជ្ជបណ្ឌិតបានផ្លាស់ប្ដូរថ្នាំរបស់អ្នកឥឡូវនេះ។ សូមមើលភ្លាម។",
            ),
            (
                NoticeKind.VITAL_ANOMALY,
                "A measured value is out of bounds. Please look.",
                "តម្លៃដែលបានវាស់មិនធម្មតា។ សូមមើល។",
            ),
            (
                NoticeKind.EMERGENCY_OPENED,
                "A doctor opened the record in an emergency.",
                "វេជ្ជបណ្ឌិតបានបើកកំណត់ត្រាក្នុងករណីបន្ទាន់។",
            ),
            (
                NoticeKind.EMERGENCY_ENDED,
                "An emergency access to the record was ended.",
                "ការចូលមើលកំណត់ត្រាក្នុងករណីបន្ទាន់ត្រូវបានបញ្ចប់។",
            ),
            (
                NoticeKind.CONNECTION_REQUESTED,
                "Somebody asks to be connected with you.",
                "មានគេសុំភ្ជាប់ទំនាក់ទំនងជាមួយអ្នក។",
            ),
            (
                NoticeKind.CONNECTION_ACCEPTED,
                "Your request for a connection was accepted.",
                "សំណើភ្ជាប់ទំនាក់ទំនងរបស់អ្នកត្រូវបានទទួលយក។",
            ),
            (
                NoticeKind.CONNECTION_ENDED,
                "A connection with you was declined or ended.",
                "ទំនាក់ទំនងជាមួយអ្នកត្រូវបានបដិសេធ ឬបញ្ចប់។",
            ),
            (
                NoticeKind.LEVEL_CHANGED,
                "What you may see of somebody has changed.",
                "សិទ្ធិមើលទិន្នន័យរបស់គេដែលអ្នកមានបានផ្លាស់ប្ដូរ។",
            ),
            (
                NoticeKind.ACCESS_REQUESTED,
                "A doctor asks to see your record for a time.",
                "វេជ្ជបណ្ឌិតសុំមើលកំណត់ត្រារបស់អ្នកមួយរយៈ។",
            ),
            (
                NoticeKind.ACCESS_APPROVED,
                "The patient approved the access that you asked for.",
                "អ្នកជំងឺបានយល់ព្រមលើសំណើចូលមើលរបស់អ្នក។",
            ),
            (
                NoticeKind.ACCESS_CLOSED,
                "The patient declined or ended the access that you asked for.",
                "អ្នកជំងឺបានបដិសេធ ឬបញ្ចប់ការចូលមើលដែលអ្នកបានសុំ។",
            ),
            (
                NoticeKind.DOCTOR_VERIFIED,
                "Your licence was verified.",
                "អាជ្ញាបណ្ណរបស់អ្នកត្រូវបានផ្ទៀងផ្ទាត់។",
            ),
            (
                NoticeKind.DOCTOR_REJECTED,
                "Your licence was not accepted.",
                "អាជ្ញាបណ្ណរបស់អ្នកមិនត្រូវបានទទួលយកទេ។",
            ),
            (
                NoticeKind.DOSE_MISSED,
                "You missed a dose. If you took it, mark it as taken.",
                "អ្នកខកខានលេបថ្នាំមួយដូស។ បើអ្នកបានលេបហើយ សូមសម្គាល់ថាបានលេប។",
            ),
            (
                NoticeKind.RELATIVE_MISSED_DOSE,
                "Somebody whom you care for missed a dose.",
                "មនុស្សដែលអ្នកថែទាំខកខានលេបថ្នាំមួយដូស។",
            ),
            (
                NoticeKind.NUDGE_SENT,  # the words of CON-35
                "Your family is checking on you. Did you take your medicine?",
                "គ្រួសាររបស់អ្នកកំពុងសួរសុខទុក្ខអ្នក។ តើអ្នកបានលេបថ្នាំហើយឬនៅ?",
            ),
            (
                NoticeKind.NUDGE_TAKEN,
                "You asked about a missed dose. The answer: it was taken.",
                "អ្នកបានសួរអំពីដូសថ្នាំដែលខកខាន។ ចម្លើយ៖ បានលេបហើយ។",
            ),
            (
                NoticeKind.NUDGE_SOON,
                "You asked about a missed dose. The answer: it will be taken soon.",
                "អ្នកបានសួរអំពីដូសថ្នាំដែលខកខាន។ ចម្លើយ៖ នឹងលេបក្នុងពេលឆាប់ៗ។",
            ),
            (
                NoticeKind.NUDGE_DISMISSED,
                "You asked about a missed dose. The question was closed without an answer.",
                "អ្នកបានសួរអំពីដូសថ្នាំដែលខកខាន។ សំណួរត្រូវបានបិទដោយគ្មានចម្លើយ។",
            ),
        )
    }
)


def words_of(notice: Notice, *, language: Language) -> str:
    """
    Word a notice for its reader.

    Args:
        notice: Any notice.
        language: The reader's, Khmer or English (NOT-14).

    Returns:
        One or two sentences, followed by the reason where one was given (RX-23).
    """
    said = _WORDS[notice.kind][language]
    return said if notice.reason is None else f"{said} {notice.reason}"
