"""
The demonstration: the whole path, from a photo to proven doses and a payment asked for.

Every part is real: the engines, the database, the log, the QR. Only the patient is
invented, and the week passes at once, because the demonstration moves its own clock.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import attrs
import typer
from rich.console import Console
from rich.markup import escape
from rich.rule import Rule
from rich.table import Table

from dastern_cli import bootstrap
from dastern_cli.clock import SystemClock
from dastern_cli.demo_week import DemoClock, live_week
from dastern_cli.entropy import SystemEntropy
from dastern_cli.files import write_whole
from dastern_cli.output import ExitCode, console, declared_errors, print_json, print_whole, working
from dastern_cli.scan import draft_table, overlay_of
from dastern_cli.schedule_check import finding_value, findings_table
from dastern_cli.week import draw_week
from dastern_cli.week_rows import WeekDose
from dastern_cli.week_words import WeekLanguage
from dastern_core import khqr, ocr
from dastern_core.adherence import percent
from dastern_core.audit.checkpoint import SigningKey, verifying_key
from dastern_core.audit.verification import Verdict, verify_export
from dastern_core.kernel import (
    AccountId,
    ActorRole,
    PatientId,
    Period,
    decimal_text,
    local_date,
)
from dastern_core.khqr import picture
from dastern_core.payments import PaymentOrder, subscription_receiver
from dastern_core.permissions import Actor
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import Prescription
from dastern_core.safety import Finding, Patient
from dastern_core.schedule import CAMBODIA_CLOCK, Dose
from dastern_core.subscriptions import PlanTier
from dastern_core.usecases.add_draft import add_draft
from dastern_core.usecases.check_safety import check_safety
from dastern_core.usecases.confirm_prescription import confirm_prescription
from dastern_core.usecases.export_audit_log import export_audit_log
from dastern_core.usecases.report_adherence import AdherenceReport, report_adherence
from dastern_core.usecases.request_payment import request_payment
from dastern_core.usecases.scan_prescription import scan_prescription

__all__ = ["app"]

_ZONE: Final = ZoneInfo("Asia/Phnom_Penh")
_WAKE: Final = time(6)
_DAYS: Final = 7
_GRACE_MINUTES: Final = 30
_RECEIVER: Final = subscription_receiver("das_tern_demo@devb")


@attrs.frozen(kw_only=True)
class _Stage:
    """
    Where the demonstration plays: its parts, its patient, its folders.
    """

    people: Console
    store: Store
    payments: PaymentStore
    clock: DemoClock
    entropy: SystemEntropy
    patient_id: PatientId
    key: SigningKey
    out: Path

    def tell(self, number: int, title: str) -> None:
        """
        Announce a step.
        """
        self.people.print()
        self.people.print(Rule(f"[bold]{number}. {title}", align="left"))


app = typer.Typer(add_completion=False)


@app.command()
def demo(
    *,
    out: Annotated[Path, typer.Option(help="Where the pictures go.")] = Path("dastern-demo"),
    data: Annotated[
        Path | None, typer.Option(help="Where the database lives; your data folder by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Show the whole path on a bundled sample: photo, draft, doses, adherence, payment code, proof.

    All of it is real: PostgreSQL runs in your data folder while the command does. The
    patient is invented, and a week passes at once. Run it again whenever you like.
    """
    people = console(as_json=as_json)
    folder = bootstrap.data_folder(data, name="demo")
    morning = datetime.combine(local_date(SystemClock().now(), zone=_ZONE), _WAKE, tzinfo=_ZONE)
    with declared_errors(as_json=as_json):
        people.print(f"Database: PostgreSQL in {folder}", markup=False, soft_wrap=True)
        # As the owner: a week passes at once, and no person may write what bears another time.
        with bootstrap.open_stores(folder) as (store, payments):
            entropy = SystemEntropy()
            shown = _play(
                _Stage(
                    people=people,
                    store=store,
                    payments=payments,
                    clock=DemoClock(morning.astimezone(UTC)),
                    entropy=entropy,
                    patient_id=PatientId(entropy.identifier()),
                    key=bootstrap.signing_key(folder),
                    out=out,
                )
            )
    if as_json:
        print_json(shown)
    if shown["problems"]:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _play(stage: _Stage) -> Mapping[str, object]:
    patient = Actor(account_id=AccountId(stage.patient_id), role=ActorRole.PATIENT)
    with stage.store.begin() as work:
        work.actors.put(patient)
    draft = _read(stage)
    prescription, findings = _confirm(stage, draft)
    doses, report = _live(stage, prescription)
    order = _pay(stage)
    verdict = _prove(stage)
    _say_what_is_next(stage)
    return {
        "draft": ocr.draft_json(draft),
        "patient_id": str(stage.patient_id),
        "prescription_id": str(prescription.id),
        "findings": [finding_value(one) for one in findings],
        "doses": Counter(dose.status.value for dose in doses),
        "adherence_percent": percent(report.overall.rate),
        "payment": {"qr": order.payload, "md5": order.md5},
        "audit_entries": verdict.entries,
        "problems": [str(problem) for problem in verdict.problems],
        "files": sorted(str(path) for path in stage.out.iterdir() if path.is_file()),
    }


def _read(stage: _Stage) -> ocr.PrescriptionDraft:
    stage.tell(1, "A photo becomes a draft")
    content = (resources.files("dastern_cli") / "samples" / "prescription.jpg").read_bytes()
    with working(stage.people, "Reading the page"):
        recognizer = bootstrap.load_recognizer()
        draft = scan_prescription(
            bootstrap.open_page(content),
            patient_id=stage.patient_id,
            recognizer=recognizer,
            store=stage.store,
            clock=stage.clock,
            entropy=stage.entropy,
        )
        draft = attrs.evolve(draft, engine=bootstrap.engine_name(recognizer))
        write_whole(stage.out / "prescription.jpg", content)
        overlay = write_whole(stage.out / "overlay.png", overlay_of(content, draft))
    print_whole(stage.people, draft_table(draft))
    stage.people.print(
        f"What was read, coloured by confidence: {overlay}", markup=False, soft_wrap=True
    )
    return draft


def _confirm(stage: _Stage, draft: ocr.PrescriptionDraft) -> tuple[Prescription, Sequence[Finding]]:
    stage.tell(2, "A person confirms it, and it becomes doses")
    doubts = ocr.doubts(draft)
    stage.people.print(
        f"{len(doubts)} readings in doubt. You are the person here: the sample is invented, so "
        "the demonstration says yes for you. A real draft waits for a real person."
    )
    answers = {path: "ok" for path, _ in doubts if path == "page"}
    added = add_draft(
        ocr.confirm(draft, answers),
        patient_id=stage.patient_id,
        start=local_date(stage.clock.now(), zone=_ZONE),
        zone=_ZONE,
        grace_minutes=_GRACE_MINUTES,
        diagnosis=_field(draft, ocr.FieldName.DIAGNOSIS),
        tier=PlanTier.PREMIUM,
        store=stage.store,
        clock=stage.clock,
        entropy=stage.entropy,
    )
    findings = check_safety(
        added.id,
        actor_id=AccountId(stage.patient_id),
        patient=Patient(),
        daily_clock=CAMBODIA_CLOCK,
        store=stage.store,
        clock=stage.clock,
        entropy=stage.entropy,
    )
    stage.people.print(
        findings_table(findings, {f"{added.id}/{one.row}": one.name for one in added.medications})
    )
    active, planned = confirm_prescription(
        added.id,
        patient_id=stage.patient_id,
        daily_clock=CAMBODIA_CLOCK,
        store=stage.store,
        clock=stage.clock,
        entropy=stage.entropy,
    )
    stage.people.print(
        f"Prescription {active.id} is {active.status.value}: {planned} doses from "
        f"{active.start:%d %B %Y}, {active.zone.key} time, for patient {stage.patient_id}."
    )
    return active, findings


def _field(draft: ocr.PrescriptionDraft, name: ocr.FieldName) -> str | None:
    reading = draft.fields.get(name)
    return None if reading is None or reading.review else reading.value


def _live(stage: _Stage, prescription: Prescription) -> tuple[Sequence[Dose], AdherenceReport]:
    stage.tell(3, "A week passes: taken, late, skipped, missed")
    start = stage.clock.now()
    course = Period(start=start, end=start + timedelta(days=_DAYS))
    doses = _doses(stage, course)
    with working(stage.people, "Living a week"):
        live_week(
            doses,
            start=prescription.start,
            patient_id=stage.patient_id,
            store=stage.store,
            clock=stage.clock,
            entropy=stage.entropy,
        )
    lived = _doses(stage, course)
    names = {medication.id: medication.name for medication in prescription.medications}
    drawn = draw_week(
        [
            WeekDose(
                local=dose.local,
                medicine=names[dose.medication_id],
                amount=decimal_text(dose.quantity.value),
                slot=dose.slot,
                status=dose.status,
            )
            for dose in lived
        ],
        language=WeekLanguage.KHMER,
        start=prescription.start,
    )
    week = write_whole(stage.out / "week.png", drawn)
    report = report_adherence(
        stage.patient_id,
        course,
        actor_id=AccountId(stage.patient_id),
        zone=_ZONE,
        store=stage.store,
        clock=stage.clock,
        entropy=stage.entropy,
    )
    stage.people.print(_days_table(report))
    rate = f"Adherence over the week: [bold]{percent(report.overall.rate)} %[/]."
    stage.people.print(f"{rate} Picture: {escape(str(week))}", soft_wrap=True)
    return lived, report


def _doses(stage: _Stage, period: Period) -> Sequence[Dose]:
    with stage.store.begin() as work:
        return work.doses.of_patient(stage.patient_id, period)


def _days_table(report: AdherenceReport) -> Table:
    table = Table("Day", "On time", "Late", "Missed", "Skipped", "Adherence")
    for day, tally in report.days.items():
        rate = percent(tally.rate)
        table.add_row(
            f"{day:%a %d %b}",
            *(str(number) for number in (tally.on_time, tally.late, tally.missed, tally.skipped)),
            "no data" if rate is None else f"{rate} %",
        )
    return table


def _pay(stage: _Stage) -> PaymentOrder:
    stage.tell(4, "A payment for the plan is asked for, with a KHQR")
    order = request_payment(
        PlanTier.PREMIUM,
        patient_id=stage.patient_id,
        receiver=_RECEIVER,
        limits=None,  # one person, one time
        people=stage.store,
        store=stage.payments,
        clock=stage.clock,
        entropy=stage.entropy,
    )
    verdict = khqr.verify(order.payload, now=stage.clock.now())
    write_whole(stage.out / "payment.png", picture.png(order.payload))
    stage.people.print(picture.terminal(order.payload), markup=False)
    stage.people.print(
        f"{order.price} to {order.receiver}, bill {order.bill_number}: "
        f"{'valid' if verdict.valid else 'not valid'}. An invented account: do not pay it. "
        "The order is stored and stays open: the demonstration asks no bank."
    )
    return order


def _prove(stage: _Stage) -> Verdict:
    stage.tell(5, "Every step with the medicines stands in the audit log, signed")
    lines = export_audit_log(key=stage.key, store=stage.store)
    public = verifying_key(stage.key)
    write_whole(stage.out / "audit.jsonl", "".join(f"{line}\n" for line in lines).encode())
    write_whole(stage.out / "audit.vkey", f"{public}\n".encode())
    verdict = verify_export(lines, public_key=public)
    stage.people.print(
        f"{verdict.entries} entries, {len(verdict.problems)} problems: whole, unchanged and signed."
        if verdict.intact
        else "\n".join(str(one) for one in verdict.problems)
    )
    return verdict


def _say_what_is_next(stage: _Stage) -> None:
    stage.people.print()
    stage.people.print(Rule("[bold]Try next", align="left"))
    here, out = Path.cwd(), stage.out
    today = local_date(SystemClock().now(), zone=_ZONE)
    called = Path(sys.argv[0])
    known = called.is_relative_to(here) and called.suffix != ".py"
    program = called.relative_to(here) if known else "dastern"
    for arguments in (
        f"scan {out / 'prescription.jpg'} --review {out / 'review.html'}",
        f"audit verify {out / 'audit.jsonl'}",
        "khqr encode --account name@bank --name Shop --amount 1.50 --currency USD --draw",
        f"schedule expand --sig '1-0-1/2' --start {today} --limit 4",
        f"schedule check --start {today} --medicine 'Coumadin: 0-0-1' --medicine 'Brufen: 1-0-1'",
        "medicines search predniso",
        "adherence rates --help",
    ):
        stage.people.print(f"  {program} {arguments}", markup=False, soft_wrap=True)
