"""
``dastern schedule export``: every format from one request, and from what is stored.
"""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import icalendar
import pytest
from fhir.resources.bundle import Bundle
from typer.testing import CliRunner

from dastern_cli.schedule import app
from dastern_cli.schedule_medicines import (
    MOST_MEDICINES,
    PlannedMedicines,
    planned_medicines,
    stored_medicines,
)
from dastern_core.encryption import DataKey
from dastern_core.kernel import (
    AccountId,
    ActorRole,
    InvalidInputError,
    NotPermittedError,
    Period,
)
from dastern_core.permissions import Actor
from dastern_core.prescriptions import plan_doses
from dastern_core.schedule import CAMBODIA_CLOCK
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_core.testing.samples import NOW, sample_patient_id, sample_prescription

TABLETS = {
    "name": "ប៉ារ៉ាសេតាមុល",
    "strength": "500 mg",
    "form": "tablet",
    "dosage": {
        "timing": {"repeat": {"when": ["MORN", "EVE"]}},
        "doseAndRate": [
            {
                "doseRange": {
                    "low": {"value": 1, "unit": "tablet"},
                    "high": {"value": 2, "unit": "tablet"},
                }
            }
        ],
    },
}
REQUEST: dict[str, Any] = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "start": "2026-06-15",
    "to": "2026-06-22",
    "medicines": [TABLETS, {"name": "Amlodipine", "sig": "1 cp le soir", "quantity": None}],
}


def export(*arguments: str, request: object = REQUEST) -> tuple[int, str, str]:
    """
    Run the command with a request on stdin, and give its exit code, stdout and stderr.
    """
    result = CliRunner().invoke(app, ["export", *arguments], input=json.dumps(request))
    return result.exit_code, result.stdout, result.stderr


def faults(fields: dict[str, Any]) -> list[str]:
    """
    Give the faulty fields of a request.
    """
    with pytest.raises(InvalidInputError) as caught:
        planned_medicines(fields, now=NOW)
    return [fault.field for fault in caught.value.faults]


def planned(fields: dict[str, Any]) -> PlannedMedicines:
    """
    Plan a request at the samples' instant.
    """
    return planned_medicines(fields, now=NOW)


def test_one_call_writes_every_format(tmp_path: Path) -> None:
    """
    Calendar, bundle, table and both pictures hold the same 21 doses.
    """
    kinds = ("ics", "fhir", "csv", "svg", "png")
    options = [part for kind in kinds for part in (f"--{kind}", str(tmp_path / kind))]
    code, out, _ = export(*options, "--json")
    files = {kind: (tmp_path / kind).read_bytes() for kind in kinds}

    assert (0, 21) == (code, json.loads(out)["doses"])
    assert 21 == files["ics"].count(b"BEGIN:VEVENT")
    assert 2 == len(Bundle.model_validate(json.loads(files["fhir"])).entry or ())
    assert 21 == len(list(csv.DictReader(io.StringIO(files["csv"].decode()))))
    assert (b"<?xml", b"\x89PNG") == (files["svg"][:5], files["png"][:4])


def test_a_calendar_goes_to_stdout_alone() -> None:
    """
    Machines read it there; what is said to people goes elsewhere.
    """
    code, out, err = export("--ics", "-", "--revision", "3", "--language", "fr")
    calendar: Any = icalendar.Calendar.from_ical(out)
    event = calendar.walk("VEVENT")[0]

    assert (0, 3) == (code, event["SEQUENCE"])
    assert "ប៉ារ៉ាសេតាមុល 500 mg: 1–2 tablet" == event["SUMMARY"]  # noqa: RUF001 - a range
    assert "21 doses in -" in err


def test_a_private_calendar_names_nothing() -> None:
    """
    It says that it is time, in the chosen language.
    """
    _, out, _ = export("--ics", "-", "--private", "--language", "en")

    assert "Time for your medicine" in out
    assert "mg" not in out


def test_excel_is_told_the_encoding() -> None:
    """
    The mark of UTF-8 comes first where it is wanted.
    """
    assert export("--csv", "-", "--excel")[1].startswith("\ufeffdose_id,")


def test_a_single_request_of_expand_is_enough() -> None:
    """
    What ``expand`` takes, this takes; a limit limits.
    """
    request = {"sig": "1-0-1", "start": "2026-06-15", "limit": 3}
    _, out, _ = export("--csv", "-", request=request)
    rows = list(csv.DictReader(io.StringIO(out)))

    assert ["07:00", "18:00", "07:00"] == [row["time"] for row in rows]
    assert {"Medicine"} == {row["medicine"] for row in rows}


def test_what_was_not_understood_is_told(tmp_path: Path) -> None:
    """
    The warnings of a sig stand in the answer, with their medicine.
    """
    request = {"sig": "1 tab of Benadryl bid", "name": "B", "start": "2026-06-15"}
    table = str(tmp_path / "doses.csv")
    _, out, _ = export("--csv", table, "--json", request=request)
    people = export("--csv", table, request=request)[2]

    assert ("B", "sig_partial") == tuple(
        json.loads(out)["warnings"][0][name] for name in ("medicine", "code")
    )
    assert "Not understood" in people


@pytest.mark.parametrize("arguments", [[], ["--ics", "-", "--csv", "-"], ["--ics", "-", "--json"]])
def test_where_to_must_be_said(arguments: list[str]) -> None:
    """
    Nothing to write, or two things into one pipe, is wrong usage.
    """
    assert 2 == export(*arguments)[0]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["--png", "x.png", "--week", "monday"], "--week"),
        (["--csv", "x.csv", "missing.json"], "missing.json"),
        (["--csv", "x.csv", "--prescription", "7"], "--prescription"),
    ],
)
def test_a_bad_option_is_bad_input(
    arguments: list[str], field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The exit code is 3, the field is named, and nothing is written.
    """
    monkeypatch.chdir(tmp_path)
    code, _, err = export(*arguments)

    assert (3, []) == (code, list(tmp_path.iterdir()))
    assert field in err


def test_a_file_that_is_no_text_is_bad_input(tmp_path: Path) -> None:
    """
    Neither is a file in another encoding read.
    """
    path = tmp_path / "request.json"
    path.write_bytes(b"\xff\xfe{")
    code, out, _ = export("--csv", "-", str(path))

    assert (3, "") == (code, out)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"medicines": []}, ["medicines"]),
        ({"medicines": [TABLETS] * (MOST_MEDICINES + 1)}, ["medicines"]),
        ({"sig": "1-0-1"}, ["sig"]),
        ({"medicines": [3]}, ["value"]),
        ({"id": "7"}, ["id"]),
        ({"patient": "7"}, ["patient"]),
        ({"grace_minutes": 15}, ["grace_minutes"]),
        ({"grace_minutes": True}, ["grace_minutes"]),
        (
            {"medicines": [TABLETS, {"sig": "?"}, {"dosage": {}, "name": " "}]},
            ["medicine 2, sig", "medicine 3, name"],
        ),
        ({"medicines": [{**TABLETS, "quantity": {"value": "x", "unit": "t"}}]}, ["quantity.value"]),
    ],
)
def test_a_faulty_request_names_its_fields(change: dict[str, Any], expected: list[str]) -> None:
    """
    Each medicine's faults are told together, with its place in the list.
    """
    found = faults(REQUEST | change)

    assert len(expected) == len(found)
    assert all(field.endswith(name) for field, name in zip(found, expected, strict=True))


def test_the_same_medicines_have_the_same_names_again() -> None:
    """
    Without an id the request names the prescription: changed medicines are others.
    """
    unnamed = {name: value for name, value in REQUEST.items() if name != "id"}
    first, again = planned(unnamed), planned(unnamed | {"to": "2026-07-01"})
    other = planned(unnamed | {"medicines": [TABLETS]})

    assert first.doses == again.doses[: len(first.doses)]
    assert first.prescription.id != other.prescription.id


def test_with_an_id_the_doses_keep_their_names() -> None:
    """
    A changed time moves the dose and does not rename it.
    """
    moved = planned(REQUEST | {"clock": {"MORN": "06:00", "EVE": "18:00"}})
    keys = [dose.slot_key for dose in planned(REQUEST).doses]

    assert sorted(keys) == sorted(dose.slot_key for dose in moved.doses)


@pytest.mark.parametrize(
    "start", ["2026-06-15T00:00:00+07:00", "2026-06-15T00:00:00", "2026-06-14T17:00:00+00:00"]
)
def test_a_start_is_a_local_day(start: str) -> None:
    """
    An instant or a wall time begins the prescription on its day in the patient's zone.
    """
    patient = "01890a5d-ac96-774b-bcce-b302099a8058"
    found = planned(REQUEST | {"start": start, "patient": patient, "grace_minutes": 60})

    assert "2026-06-15" == found.prescription.start.isoformat()
    assert patient == str(found.doses[0].patient_id)
    assert {60} == {dose.grace_minutes for dose in found.doses}


def test_what_is_stored_is_loaded_with_what_became_of_it() -> None:
    """
    The prescription and its own doses, not those of the patient's others.
    """
    mine, store = sample_prescription(1, active=True), InMemoryStore()
    other = attrs.evolve(mine, id=sample_prescription(2, active=True).id)
    doses = plan_doses(mine, daily_clock=CAMBODIA_CLOCK, now=NOW)
    with store.begin() as work:
        for number in (1, 2):
            person = Actor(account_id=AccountId(sample_patient_id(number)), role=ActorRole.PATIENT)
            work.actors.put(person)
        for prescription in (mine, other):
            work.prescriptions.add(prescription)
            work.doses.plan(plan_doses(prescription, daily_clock=CAMBODIA_CLOCK, now=NOW))
    period = Period(start=datetime(2026, 6, 15, tzinfo=UTC), end=NOW + timedelta(days=2))

    def read(number: int) -> PlannedMedicines:
        return stored_medicines(
            mine.id,
            actor_id=AccountId(sample_patient_id(number)),
            store=store,
            period=period,
            clock=SteppingClock(NOW),
            entropy=SeededEntropy("export"),
        )

    found = read(1)
    with pytest.raises(NotPermittedError, match="no-rule"):
        read(2)

    assert mine == found.prescription
    assert {dose for dose in doses if dose.due_at in period} == set(found.doses)
    assert ("Paracetamol 500 mg", "Amitriptyline 25 mg") == tuple(found.names.values())


def test_erased_medicines_are_warned_of() -> None:
    """
    Their doses are still there, so a calendar of them would look as if it could be followed.
    """
    mine, store = sample_prescription(1, active=True), InMemoryStore()
    patient = AccountId(mine.patient_id)
    with store.begin() as work:
        work.actors.put(Actor(account_id=patient, role=ActorRole.PATIENT))
        work.data_keys.add(
            InMemoryKeyStore("keys").wrap(
                DataKey(version=1, material=bytes(32)), owner=mine.patient_id
            )
        )
        work.prescriptions.add(mine)
        work.doses.plan(plan_doses(mine, daily_clock=CAMBODIA_CLOCK, now=NOW))
    read = partial(
        stored_medicines,
        mine.id,
        actor_id=patient,
        store=store,
        period=Period(start=NOW, end=NOW + timedelta(days=2)),
        clock=SteppingClock(NOW),
        entropy=SeededEntropy("export"),
    )
    before = read()
    with store.begin() as work:
        work.data_keys.erase(mine.patient_id)

    after = read()

    assert ((), ["erased", "erased"]) == (before.warnings, [one["code"] for one in after.warnings])
    assert str(after.warnings[1]["message"]).startswith("What medicine 2 is was erased")
    assert before.doses == after.doses


def test_nobody_reads_as_the_owner(tmp_path: Path) -> None:
    """
    Without an account nothing that is stored is read, not even one's own folder.
    """
    arguments = [
        "export",
        "--csv",
        "-",
        "--prescription",
        str(sample_prescription(1, active=True).id),
    ]
    result = CliRunner().invoke(app, [*arguments, "--data", str(tmp_path)])

    assert 3 == result.exit_code
    assert "--as" in result.stderr
