"""
The patient's trail: all that concerns them, newest first, in words.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import pytest

from dastern_core.audit import ActorRole, AuditAction, AuditEntry, Reader, trail
from dastern_core.kernel import AccountId, EntryId, InvalidInputError, Language, PatientId

PATIENT, ACCOUNT = PatientId(UUID(int=1)), AccountId(UUID(int=1))
DOCTOR, STRANGER = AccountId(UUID(int=2)), AccountId(UUID(int=3))
READER = Reader(
    patient_id=PATIENT,
    account_id=ACCOUNT,
    names={DOCTOR: "Dara"},
    zone=ZoneInfo("Asia/Phnom_Penh"),
    language=Language.ENGLISH,
)
ENTRY = AuditEntry(
    id=EntryId(UUID(int=10)),
    at=datetime(2026, 6, 15, 0, 30, tzinfo=UTC),
    actor_id=DOCTOR,
    actor_role=ActorRole.DOCTOR,
    action=AuditAction.DATA_ACCESS,
    patient_id=PATIENT,
    resource_type="prescription",
    resource_id="rx-1",
    details={},
)


def text(entry: AuditEntry, *, reader: Reader = READER) -> str:
    """
    Put one entry into words.
    """
    return trail([entry], reader=reader, limit=1)[0].text


def test_a_doctors_look_is_told_with_its_reason() -> None:
    """
    Name, role, what was read, when by the patient's clock, and why.
    """
    entry = attrs.evolve(ENTRY, details={"reason": "emergency"})
    expected = "Doctor Dara read your prescriptions on 15 June 2026 at 07:30: emergency"

    assert expected == text(entry)


def test_the_same_in_khmer() -> None:
    """
    Khmer words, Khmer digits and the Khmer month.
    """
    entry = attrs.evolve(ENTRY, details={"reason": "អាសន្ន"})
    khmer = attrs.evolve(READER, language=Language.KHMER)
    expected = "វេជ្ជបណ្ឌិត Dara បានមើលវេជ្ជបញ្ជារបស់អ្នក នៅថ្ងៃទី១៥ ខែមិថុនា ឆ្នាំ២០២៦ ម៉ោង ០៧:៣០៖ អាសន្ន"

    assert expected == text(entry, reader=khmer)


def test_without_a_reason_the_sentence_ends() -> None:
    """
    No reason, no colon.
    """
    entry = attrs.evolve(ENTRY, actor_id=ACCOUNT, actor_role=ActorRole.PATIENT)

    assert text(entry) == "You read your prescriptions on 15 June 2026 at 07:30."


@pytest.mark.rule("EPU-06")
@pytest.mark.parametrize(
    ("language", "name"), [(Language.ENGLISH, "The system"), (Language.KHMER, "ប្រព័ន្ធ")]
)
def test_nobody_is_the_system(language: Language, name: str) -> None:
    """
    Where no account acted, the system is named.
    """
    entry = attrs.evolve(
        ENTRY, actor_id=None, actor_role=ActorRole.SYSTEM, action=AuditAction.DOSE_MISSED
    )
    reader = attrs.evolve(READER, language=language)

    assert text(entry, reader=reader).startswith(name)


@pytest.mark.rule("EPU-06")
def test_who_erased_is_named() -> None:
    """
    No account may erase a patient: whoever did it is told by the name that was given.
    """
    erased = attrs.evolve(
        ENTRY,
        actor_id=None,
        actor_role=ActorRole.SYSTEM,
        action=AuditAction.DATA_ERASED,
        details={"by": "Sok", "reason": "asked for in writing"},
    )
    expected = (
        "Sok erased what was written in your record on 15 June 2026 at 07:30: asked for in writing"
    )

    assert expected == text(erased)


def test_a_removed_account_is_told_by_its_role() -> None:
    """
    Without a name the role remains.
    """
    entry = attrs.evolve(ENTRY, actor_id=STRANGER)

    assert text(entry).startswith("A doctor read")


def test_a_refusal_is_told() -> None:
    """
    Who was refused has not done it.
    """
    entry = attrs.evolve(ENTRY, resource_type="dose", details={"refused": "DOSE_TAKEN"})

    assert text(entry).startswith("Doctor Dara tried to touch your doses and was refused on")


@pytest.mark.rule("EPU-06")
@pytest.mark.parametrize(
    ("language", "told"),
    [
        (Language.ENGLISH, "Doctor Dara looked for your prescriptions and was shown none on"),
        (Language.KHMER, "វេជ្ជបណ្ឌិត Dara បានរកវេជ្ជបញ្ជារបស់អ្នក តែមិនត្រូវបានបង្ហាញអ្វីទេ នៅ"),
    ],
)
def test_who_was_shown_nothing_did_not_read(language: Language, told: str) -> None:
    """
    An empty answer is told as one.
    """
    entry = attrs.evolve(ENTRY, details={"shown": "0"})
    reader = attrs.evolve(READER, language=language)

    assert text(entry, reader=reader).startswith(told)


def test_a_resource_without_a_word_is_data() -> None:
    """
    What the trail has no word for it does not name.
    """
    entry = attrs.evolve(ENTRY, resource_type="new_thing")

    assert text(entry).startswith("Doctor Dara read your data on")


@pytest.mark.rule("AUD-06")
@pytest.mark.rule("EPU-01")
def test_all_about_the_patient_and_all_they_did_newest_first() -> None:
    """
    Others' actions on their data and their own on others' are in; the rest is not.
    """
    about = [attrs.evolve(ENTRY, id=EntryId(UUID(int=20)), actor_id=STRANGER)]
    own = [
        attrs.evolve(
            ENTRY,
            id=EntryId(UUID(int=21)),
            at=ENTRY.at + timedelta(days=1),
            actor_id=ACCOUNT,
            actor_role=ActorRole.FAMILY_MEMBER,
            patient_id=PatientId(UUID(int=9)),
        )
    ]
    foreign = [attrs.evolve(ENTRY, id=EntryId(UUID(int=22)), patient_id=PatientId(UUID(int=9)))]

    lines = trail([*about, *foreign, *own], reader=READER, limit=50)

    assert [(21, "You read somebody's"), (20, "A doctor read your")] == [
        (line.entry_id.int, line.text.partition(" prescriptions")[0]) for line in lines
    ]


def test_the_limit_keeps_the_newest() -> None:
    """
    A page holds the newest entries.
    """
    entries = [
        attrs.evolve(ENTRY, id=EntryId(UUID(int=number)), at=ENTRY.at + timedelta(hours=number))
        for number in range(5)
    ]

    lines = trail(entries, reader=READER, limit=2)

    assert [4, 3] == [line.entry_id.int for line in lines]


def test_no_line_at_all_is_refused() -> None:
    """
    A page has at least one line.
    """
    with pytest.raises(InvalidInputError, match="limit is not positive"):
        trail([], reader=READER, limit=0)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("role", [role for role in ActorRole if role is not ActorRole.SYSTEM])
@pytest.mark.parametrize("action", AuditAction)
def test_every_action_and_role_has_its_words(
    language: Language, role: ActorRole, action: AuditAction
) -> None:
    """
    No entry lacks a sentence in either language, with or without the actor's name.
    """
    reader = attrs.evolve(READER, language=language)
    for actor in (DOCTOR, STRANGER):
        sentence = text(
            attrs.evolve(ENTRY, actor_id=actor, actor_role=role, action=action), reader=reader
        )

        assert sentence.endswith("." if language is Language.ENGLISH else "។")
        assert "{" not in sentence


def test_languages_are_not_mixed() -> None:
    """
    In Khmer only the name is in Latin letters; each action has its own words.
    """
    khmer = attrs.evolve(READER, language=Language.KHMER, names={})
    sentences = {text(attrs.evolve(ENTRY, action=action), reader=khmer) for action in AuditAction}

    assert len(sentences) == len(AuditAction)
    assert not any(letter.isascii() and letter.isalnum() for one in sentences for letter in one)
