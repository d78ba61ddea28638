"""
The trail read: by the patient, by a doctor in an emergency, by nobody at a hospital.
"""

from uuid import UUID

import pytest
from tests.usecases.clinics import (
    DOCTOR,
    OPERATOR,
    PATIENT,
    PATIENT_ID,
    RELATIVE,
    STRANGER,
    Clinic,
)

from dastern_core.audit import EntryFilter, Reader
from dastern_core.kernel import (
    EntryId,
    InvalidInputError,
    Language,
    NotFoundError,
    NotPermittedError,
)
from dastern_core.permissions import AccessLevel
from dastern_core.testing.samples import PHNOM_PENH, sample_entry, sample_prescription
from dastern_core.usecases.read_prescriptions import read_prescriptions
from dastern_core.usecases.read_trail import export_trail, read_trail


@pytest.fixture
def watched(clinic: Clinic) -> Clinic:
    """
    Give a clinic in which a relative has read the patient's prescriptions.
    """
    with clinic.store.begin() as work:
        work.prescriptions.add(sample_prescription(1, active=True))
    clinic.connect(RELATIVE, AccessLevel.REQUEST)
    read_prescriptions(PATIENT_ID, actor_id=RELATIVE, **clinic.given())
    return clinic


@pytest.mark.rule("EPU-01")
@pytest.mark.rule("AUD-06")
def test_a_patient_reads_who_did_what(watched: Clinic) -> None:
    """
    All of it, and reading one's own leaves no entry.
    """
    entries = read_trail(PATIENT_ID, actor_id=PATIENT, **watched.given()).entries

    assert [RELATIVE] == [entry.actor_id for entry in entries]
    assert list(entries) == watched.entries()


@pytest.mark.rule("EPU-02")
@pytest.mark.rule("EPU-03")
def test_others_read_it_in_an_emergency_alone(watched: Clinic) -> None:
    """
    A doctor whose session runs; a connected relative their own acts; an operator nothing.
    """
    own = read_trail(PATIENT_ID, actor_id=RELATIVE, **watched.given()).entries
    for somebody in (OPERATOR, STRANGER, DOCTOR):
        with pytest.raises(NotPermittedError):
            read_trail(PATIENT_ID, actor_id=somebody, **watched.given())
        assert "READ" == watched.newest()["refused"]
    session = watched.emergency()
    seen = read_trail(PATIENT_ID, actor_id=DOCTOR, **watched.given()).entries
    during = watched.newest()

    assert {RELATIVE} == {entry.actor_id for entry in own}
    assert RELATIVE in {entry.actor_id for entry in seen}
    assert (str(session.id), "DATA_ACCESS") == (during["session"], during["action"])


@pytest.mark.rule("EPU-03")
def test_own_acts_are_found_behind_those_of_others(watched: Clinic) -> None:
    """
    However many came since, as where row security hides those; another's are still refused.
    """
    with watched.store.begin() as work:
        others = [sample_entry(number, patient_id=PATIENT_ID) for number in range(3)]
        for entry in others:
            work.audit_log.append(entry, salt=bytes(16))
    seen = read_trail(PATIENT_ID, actor_id=RELATIVE, limit=2, **watched.given())
    asked = EntryFilter(actor_id=others[0].actor_id)
    with pytest.raises(NotPermittedError):
        read_trail(PATIENT_ID, actor_id=RELATIVE, wanted=asked, **watched.given())

    assert [RELATIVE] == [one.actor_id for one in seen.entries]


@pytest.mark.rule("EPU-04")
@pytest.mark.parametrize(
    ("search", "found"), [("data_access", 1), ("PRESCRIPTION", 1), ("%", 0), ("_", 1), ("x", 0)]
)
def test_every_sign_of_a_search_means_itself(watched: Clinic, search: str, found: int) -> None:
    """
    No wildcards, whatever the case.
    """
    page = read_trail(PATIENT_ID, actor_id=PATIENT, search=search, **watched.given())

    assert found == len(page.entries)


@pytest.mark.rule("EPU-05")
@pytest.mark.rule("EPU-06")
def test_a_patient_exports_the_trail_in_words(watched: Clinic) -> None:
    """
    With when, what and the entry of which a proof can be asked for.
    """
    reader = Reader(
        patient_id=PATIENT_ID,
        account_id=PATIENT,
        names={RELATIVE: "Sophea"},
        zone=PHNOM_PENH,
        language=Language.ENGLISH,
    )
    written = export_trail(reader, limit=9, for_excel=True, **watched.given())
    (entry,) = watched.entries()

    assert written == (
        "\ufeffwhen,who,role,what,action,category,severity,thing,thing_id,details,entry\r\n"
        "2026-06-15T10:00:00+07:00,Family member Sophea,FAMILY_MEMBER,"
        "Family member Sophea read your prescriptions on 15 June 2026 at 10:00.,"
        "DATA_ACCESS,medical,medium,"
        f'prescription,{PATIENT_ID},"{{""shown"": ""1""}}",{entry.id}\r\n'
    )


@pytest.mark.rule("AUD-07")
def test_a_trail_is_read_by_pages(watched: Clinic) -> None:
    """
    Fifty at once; each page says where the next begins, and the last that there is none.
    """
    for _ in range(50):
        read_prescriptions(PATIENT_ID, actor_id=RELATIVE, **watched.given())
    first = read_trail(PATIENT_ID, actor_id=PATIENT, **watched.given())
    last = read_trail(PATIENT_ID, actor_id=PATIENT, before=first.before, **watched.given())

    assert (50, 1) == (len(first.entries), len(last.entries))
    assert (*first.entries, *last.entries) == tuple(watched.entries())
    assert last.before is None


@pytest.mark.rule("AUD-07")
def test_a_trail_is_read_by_what_is_asked_for(watched: Clinic) -> None:
    """
    What does not answer takes no place on the page.
    """
    with pytest.raises(NotPermittedError):
        read_prescriptions(PATIENT_ID, actor_id=STRANGER, **watched.given())
    wanted = EntryFilter(actor_id=RELATIVE)
    page = read_trail(PATIENT_ID, actor_id=PATIENT, limit=1, wanted=wanted, **watched.given())

    assert [RELATIVE] == [entry.actor_id for entry in page.entries]
    assert page.before is None


def test_a_page_without_an_entry_is_refused(clinic: Clinic) -> None:
    """
    It could not say where the next begins.
    """
    with pytest.raises(InvalidInputError, match="limit is not positive"):
        read_trail(PATIENT_ID, actor_id=PATIENT, limit=0, **clinic.given())


def test_an_unknown_beginning_hides_no_reading(watched: Clinic) -> None:
    """
    The patient is told to begin anew; a stranger is refused, on record, as always.
    """
    nowhere = EntryId(UUID(int=99))
    with pytest.raises(NotFoundError, match="begin with the newest"):
        read_trail(PATIENT_ID, actor_id=PATIENT, before=nowhere, **watched.given())
    with pytest.raises(NotPermittedError):
        read_trail(PATIENT_ID, actor_id=STRANGER, before=nowhere, **watched.given())

    assert "READ" == watched.newest()["refused"]
