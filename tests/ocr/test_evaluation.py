"""
Evaluation: right, wrong, lost and invented, and whether anybody was asked to look.
"""

from collections.abc import Mapping

import attrs

from dastern_core.ocr import (
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    FieldName,
    PrescriptionDraft,
    Quadrilateral,
    Reading,
    upright,
)
from dastern_core.ocr.evaluation import (
    Judgement,
    Verdict,
    calibration,
    evaluate,
    sign_errors,
    squashed,
)
from dastern_core.ocr.truth import PageTruth, Part, TrueRow
from dastern_core.schedule import Slot

DOUBT = Doubt(code=DoubtCode.UNCLEAR_TEXT, detail="Check it.")
HERE, BESIDE = upright(0, 0, 10, 10), upright(20, 0, 30, 10)


def reading(text: str, value: str | None = None, *, box: Quadrilateral | None = None) -> Reading:
    """
    Give a reading of which nobody doubts anything.
    """
    return Reading(text=text, value=text if value is None else value, confidence=0.9, box=box)


def doubted(one: Reading) -> Reading:
    """
    Give a reading that a person should check.
    """
    return attrs.evolve(one, review=(DOUBT,))


def medication(name: str, doses: Mapping[Slot, Reading]) -> DraftMedication:
    """
    Give a medication whose name and strength stand in one cell.
    """
    return DraftMedication(
        name=reading(f"{name} 5mg", name, box=HERE),
        strength=reading("5mg", "5 mg", box=HERE),
        form=None,
        quantity=None,
        unit=reading("គ្រាប់", "tablet"),
        doses=doses,
        duration_days=reading("", "7"),
        instructions=None,
    )


def row(name: str, **cells: str) -> TrueRow:
    """
    Give a printed row that has a unit.
    """
    return TrueRow(cells={"name": f"{name} 5mg", "unit": "គ្រាប់", **cells}, days=7)


def draft(
    *medications: DraftMedication,
    tables: tuple[DraftTable, ...] = (),
    fields: Mapping[FieldName, Reading] | None = None,
    review: tuple[Doubt, ...] = (),
) -> PrescriptionDraft:
    """
    Give a draft of some medications.
    """
    return PrescriptionDraft(
        fields=fields or {}, medications=medications, tables=tables, review=review
    )


def judged(truth: PageTruth, read: PrescriptionDraft, part: Part) -> dict[str, Judgement]:
    """
    Give the judgements on one part by their place.
    """
    return {one.place: one for one in evaluate(truth, read) if one.part is part}


def test_all_is_right() -> None:
    """
    A row read as printed has nothing wrong, and an empty slot is not judged.
    """
    truth = PageTruth(fields={}, rows=(row("Enalapril", morning="½", evening="-"),))
    read = draft(medication("Enalapril", {Slot.MORNING: reading("1/2", "0.5")}))

    found = [one for one in evaluate(truth, read) if one.part is not Part.CELL]

    assert ["name", "unit", "morning", "days"] == [one.place.split(".")[1] for one in found]
    assert {Verdict.RIGHT} == {one.verdict for one in found}
    assert not any(one.silent for one in found)


def test_a_dose_in_the_wrong_slot_is_invented_there_and_absent_here() -> None:
    """
    A dose moved to another slot is wrong twice, in silence where nobody is asked.
    """
    truth = PageTruth(fields={}, rows=(row("Enalapril", evening="1"),))
    read = draft(medication("Enalapril", {Slot.NIGHT: reading("1")}))

    doses = judged(truth, read, Part.DOSE)

    assert Verdict.ABSENT is doses["rows[0].evening"].verdict
    assert Verdict.INVENTED is doses["rows[0].night"].verdict
    assert all(one.silent for one in doses.values())


def test_a_changed_dose_is_wrong() -> None:
    """
    5.5 for 1½ is wrong, and not silent once its reading is doubted.
    """
    truth = PageTruth(fields={}, rows=(row("Enalapril", morning="1½"),))
    dose = reading("11/2", "5.5")

    silent = judged(truth, draft(medication("Enalapril", {Slot.MORNING: dose})), Part.DOSE)
    told = judged(truth, draft(medication("Enalapril", {Slot.MORNING: doubted(dose)})), Part.DOSE)

    assert (Verdict.WRONG, "3/2", "11/2") == (
        silent["rows[0].morning"].verdict,
        silent["rows[0].morning"].expected,
        silent["rows[0].morning"].actual,
    )
    assert silent["rows[0].morning"].silent
    assert not told["rows[0].morning"].silent


def test_a_doubted_row_flags_its_values() -> None:
    """
    A reason that belongs to the row flags each of its values, the missing ones too.
    """
    truth = PageTruth(fields={}, rows=(row("Enalapril", morning="1"),))
    told = attrs.evolve(medication("Enalapril", {}), review=(DOUBT,))

    assert not judged(truth, draft(told), Part.DOSE)["rows[0].morning"].silent
    assert judged(truth, draft(medication("Enalapril", {})), Part.DOSE)["rows[0].morning"].silent


def test_a_lost_row_is_flagged_by_the_page_alone() -> None:
    """
    A medicine that is not in the draft is silent unless the page as a whole is doubted.
    """
    truth = PageTruth(fields={}, rows=(row("Enalapril", morning="1"),))

    silent, told = evaluate(truth, draft()), evaluate(truth, draft(review=(DOUBT,)))

    assert {Verdict.ABSENT} == {one.verdict for one in silent}
    assert all(one.silent for one in silent)
    assert not any(one.silent for one in told)


def test_an_invented_row_is_judged() -> None:
    """
    A medication that is printed nowhere is invented, whole.
    """
    truth = PageTruth(fields={}, rows=(row("Enalapril"),))
    read = draft(medication("Enalapril", {}), medication("Warfarin", {Slot.NIGHT: reading("1")}))

    found = [one for one in evaluate(truth, read) if one.place.startswith("medications[1]")]

    assert ["name", "unit", "days", "night"] == [one.place.split(".")[1] for one in found]
    assert {Verdict.INVENTED} == {one.verdict for one in found}


def test_rows_are_matched_in_their_order() -> None:
    """
    A row lost in the middle shifts none of those after it.
    """
    names = ["Enalapril", "Warfarin", "Omeprazole"]
    truth = PageTruth(fields={}, rows=tuple(row(name) for name in names))
    read = draft(
        medication("Xyzzyx", {}), medication("Enalapril", {}), medication("Omeprozole", {})
    )

    found = judged(truth, read, Part.NAME)

    assert {
        "rows[0].name": Verdict.RIGHT,
        "rows[1].name": Verdict.ABSENT,
        "rows[2].name": Verdict.WRONG,
        "medications[0].name": Verdict.INVENTED,
    } == {place: one.verdict for place, one in found.items()}


def test_a_row_without_a_name_is_the_one_that_is_left() -> None:
    """
    A row whose name was not read stands for the printed row between its neighbours.
    """
    truth = PageTruth(fields={}, rows=(row("Enalapril"), row("Warfarin", night="1")))
    unnamed = attrs.evolve(
        medication("?", {Slot.NIGHT: reading("1")}),
        name=attrs.evolve(reading("", box=HERE), value=None),
        strength=None,
    )

    read = draft(medication("Enalapril", {}), unnamed)

    assert Verdict.ABSENT is judged(truth, read, Part.NAME)["rows[1].name"].verdict
    assert Verdict.RIGHT is judged(truth, read, Part.DOSE)["rows[1].night"].verdict


def test_a_strength_that_stands_apart_is_judged_apart() -> None:
    """
    In a column of its own the strength is a value of its own, and its name another.
    """
    cells = {"name": "Enalapril", "strength": "5 mg", "quantity": "7", "unit": "x"}
    truth = PageTruth(fields={}, rows=(TrueRow(cells=cells),))
    apart = attrs.evolve(
        medication("Enalapril", {}),
        strength=reading("50 mg", box=BESIDE),
        quantity=reading("7 x", "7"),
        unit=None,
        instructions=reading("", ""),
    )

    read = draft(apart)

    assert Verdict.RIGHT is judged(truth, read, Part.NAME)["rows[0].name"].verdict
    assert Verdict.WRONG is judged(truth, read, Part.STRENGTH)["rows[0].strength"].verdict
    assert Verdict.RIGHT is judged(truth, read, Part.QUANTITY)["rows[0].quantity"].verdict
    assert {} == judged(truth, read, Part.INSTRUCTIONS)


def test_cells_are_matched_by_place_or_by_name() -> None:
    """
    A row of as many cells is matched by place, also unnamed ones; a shorter one by name.
    """
    truth = PageTruth(fields={}, rows=(TrueRow(cells={"no": "1", "name": "Enalapril"}),))
    head = (reading("x"), reading("y"))
    whole = DraftTable(
        columns=(None, ColumnKind.NAME), header=head, rows=((reading("1"), reading("Enalapril")),)
    )
    part = DraftTable(columns=(ColumnKind.NAME,), header=head[:1], rows=((reading("Enalapril"),),))

    by_place = judged(truth, draft(tables=(whole,)), Part.CELL)
    by_name = judged(truth, draft(tables=(part,)), Part.CELL)

    assert {Verdict.RIGHT} == {one.verdict for one in by_place.values()}
    assert Verdict.ABSENT is by_name["rows[0].no"].verdict
    assert Verdict.RIGHT is by_name["rows[0].name"].verdict


def test_a_line_that_is_printed_nowhere_has_no_cells() -> None:
    """
    What is read below the table as a row of its own costs the printed rows nothing.
    """
    truth = PageTruth(fields={}, rows=(TrueRow(cells={"name": "Enalapril"}),))
    table = DraftTable(
        columns=(ColumnKind.NAME,),
        header=(reading("x"),),
        rows=((reading("Enalapril"),), (reading("thank you"),)),
    )

    assert ["rows[0].name"] == list(judged(truth, draft(tables=(table,)), Part.CELL))


def test_fields_are_judged_by_their_value() -> None:
    """
    A date is right in any order, a field that is not in the draft is absent.
    """
    truth = PageTruth(fields={"date": "15/06/2025", "age": "19", "sex": "F"}, rows=())
    fields = {
        FieldName.DATE: reading("le 15/06/2025", "2025-06-15"),
        FieldName.SEX: attrs.evolve(reading("?"), value=None),
    }

    found = judged(truth, draft(fields=fields), Part.FIELD)

    assert {
        "fields.date": Verdict.RIGHT,
        "fields.age": Verdict.ABSENT,
        "fields.sex": Verdict.ABSENT,
    } == {place: one.verdict for place, one in found.items()}


def test_signs_are_counted_by_script() -> None:
    """
    Each script has its errors; digits and dashes are one, and blank cells have none.
    """
    cells = {"a": "គ្រាប់", "b": "Aspirin", "c": "14 គ្រាប់ A", "d": "21", "e": "", "f": "7"}
    truth = PageTruth(fields={}, rows=(TrueRow(cells=cells),))
    texts = ["គ្រាប", "Asprin", "14 គ្រាប់ A", "21", "", "1"]
    table = DraftTable(
        columns=(None,) * 6,
        header=(reading(""),) * 6,
        rows=(tuple(reading(text) for text in texts),),
    )

    found = evaluate(truth, draft(tables=(table,)))

    assert {"khmer": (1, 6), "latin": (1, 7), "mixed": (0, 9), "digits": (1, 3)} == sign_errors(
        found
    )


def test_spellings_that_look_alike_are_one() -> None:
    """
    Spaces, Khmer digits, the sign U+17C8 and coeng DA make no difference; a lost space does.
    """
    assert squashed("ម្ដង \u17c8 ១ ½") == squashed("ម្តង:1 1/2")
    assert squashed("1½") != squashed("11/2")


def test_a_row_with_a_misread_name_is_judged_by_its_place() -> None:
    """
    Between the same neighbours it is the printed row: its values are right, its name is wrong.
    """
    printed = [row(name, morning="1") for name in ("Amoxicillin", "Paracetamol", "Omeprazole")]
    read = [
        medication(name, {Slot.MORNING: reading("1")})
        for name in ("Amoxicillin", "zzzz", "Omeprazole")
    ]
    truth = PageTruth(fields={}, rows=tuple(printed))
    names = judged(truth, draft(*read), Part.NAME)
    doses = judged(truth, draft(*read), Part.DOSE)

    assert Verdict.WRONG is names["rows[1].name"].verdict
    assert {Verdict.RIGHT} == {one.verdict for one in doses.values()}


def test_calibration_counts_what_was_not_flagged_by_confidence() -> None:
    """
    Flagged values, cells and values not read are left out; a confidence of 1 is in the last band.
    """

    def judged(
        confidence: float, *, right: bool = True, part: Part = Part.DOSE, flagged: bool = False
    ) -> Judgement:
        return Judgement(
            part=part,
            place="rows[0].morning",
            expected="1",
            actual="1" if right else "2",
            verdict=Verdict.RIGHT if right else Verdict.WRONG,
            flagged=flagged,
            confidence=confidence,
        )

    found = [
        judged(1.0),
        judged(0.99, right=False),
        judged(0.85),
        judged(0.2, right=False, flagged=True),
        judged(0.2, part=Part.CELL),
        attrs.evolve(judged(0.0, right=False), actual=""),
    ]

    assert [(0, 0), (1, 0), (0, 0), (0, 0), (2, 1)] == [
        (band.values, band.wrong) for band in calibration(found)
    ]
