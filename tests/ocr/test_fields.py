"""
Fields: what is printed around the table, found by the words before each value.
"""

import pytest

from dastern_core.ocr import DoubtCode, FieldName
from dastern_core.ocr.fields import field_value, read_fields
from dastern_core.ocr.page_lines import PageLine
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.recognition import LineText


def _line(
    text: str, *, x: int = 0, y: int = 0, confidence: float = 0.95, second: str | None = None
) -> PageLine:
    return PageLine(
        text=LineText(text=text, confidence=confidence, second=second),
        box=upright(x, y, x + 100, y + 20),
    )


def _values(*lines: PageLine) -> dict[str, str | None]:
    return {name.value: reading.value for name, reading in read_fields(lines).items()}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("អាយុ: 19 ឆ្នាំ ភេទ: ស្រី", {"age": "19", "sex": "female"}),
        ("Age 34 ans", {"age": "34"}),
        ("Sexe : M", {"sex": "male"}),
        ("រោគវិនិច្ឆ័យ : Chronic Cystitis", {"diagnosis": "Chronic Cystitis"}),
        ("ផ្នែក : ពិគ្រោះជំងឺក្រៅ - បន្ទប់លេខ 5", {"department": "ពិគ្រោះជំងឺក្រៅ - បន្ទប់លេខ 5"}),
        ("លេខកូដ: SAMPLE0042", {"code": "SAMPLE0042"}),
        ("ប្រភេទបង់ប្រាក់ : មូលនិធិសមធម៌ /", {"payment": "មូលនិធិសមធម៌"}),
        ("Patient name: A. Sample", {"patient": "A. Sample"}),
        ("ឈ្មោះ: SAMPLE PATIENTអាយុ 36 ឆ្នាំ", {"patient": "SAMPLE PATIENT", "age": "36"}),
        ("Patient: A. SAMPLE Age 36 Sex F", {"patient": "A. SAMPLE", "age": "36", "sex": "female"}),
        ("Diagnosis: Type 2: mild", {"diagnosis": "Type 2 mild"}),
        ("Tel: 012 345 678", {}),
        ("SAMPLE", {}),
    ],
)
@pytest.mark.rule("OCR-28")
@pytest.mark.rule("OCR-29")
def test_a_value_follows_its_label(text: str, values: dict[str, str]) -> None:
    """
    Labels in three languages name what follows them; other text names nothing.
    """
    assert _values(_line(text)) == values


@pytest.mark.parametrize(
    "text",
    ["ថ្ងៃទី 15/06/2025 14:20", "Date: 15/06/2025 14:20", "រាជធានីភ្នំពេញ,ថ្ងៃទី 15/06/2025 14:20"],
)
@pytest.mark.rule("OCR-27")
def test_the_date(text: str) -> None:
    """
    The date is found after its label, or as the only date on the page.
    """
    assert _values(_line(text)) == {"date": "2025-06-15T14:20"}


def test_two_dates_without_a_label() -> None:
    """
    Which of two unlabelled dates is the page's is not guessed.
    """
    assert _values(_line("01/02/2025"), _line("03/02/2025", y=50)) == {}


def test_a_label_with_its_value_beside_it() -> None:
    """
    A label that stands alone takes the nearest text to its right on the same row.
    """
    label = _line("លេខកូដ:", x=0)
    near, far = _line("A100", x=110), _line("B200", x=230)
    below, before = _line("C300", x=110, y=60), _line("D400", x=-150)

    assert _values(label, far, near, below, before) == {"code": "A100"}


def test_a_label_without_a_value() -> None:
    """
    A label with nothing beside it, or another label, has no value and asks for one.
    """
    found = read_fields([_line("លេខកូដ:"), _line("Age: 5", x=110), _line("x", x=900)])

    actual = {
        name.value: (one.value, [d.code.value for d in one.review]) for name, one in found.items()
    }
    assert {"code": (None, ["missing"]), "age": ("5", [])} == actual


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("រោសវិនិក្ខ័យ - Angina", {"diagnosis": "Angina"}),
        ("កាលបរិgs: 11/08/2024", {"date": "2024-08-11"}),
        ("ណាក់ជើកក្រោu 02/07/2025", {"next_visit": "2025-07-02"}),
        ("ភេ9: ស្រី", {"sex": "female"}),
        ("មនទ្ទីរពទ្យកណ្តាល", {"hospital_km": "មនទ្ទីរពទ្យកណ្តាល"}),
        ("TA: 130/91 mmHg T. 37.2 °Cស", {"blood_pressure": "130/91", "temperature": "37.2"}),
    ],
)
def test_a_value_whose_label_is_misread(text: str, values: dict[str, str]) -> None:
    """
    Likeness to a label, a unit or a word for a sex finds a field, and a person is asked.
    """
    found = read_fields([_line(text)])

    asked = {name.value for name, one in found.items() if one.review}
    assert values == {name.value: one.value for name, one in found.items()}
    assert "blood_pressure" in values or set(values) == asked


@pytest.mark.parametrize("text", ["Tel: 012 345 678", "ភេ: -", "កាលបរិgs: x"])
def test_no_field_is_guessed(text: str) -> None:
    """
    What is like no label, or holds no number where the field needs one, is no field.
    """
    actual = _values(_line(text))

    assert {} == actual


def test_a_name_that_goes_on_beside_it() -> None:
    """
    A text is doubted where other print begins at its end, or where it holds a misspelt label.
    """
    parted = [_line("Patient: A. SAMPLE"), _line("SON Age: 5", x=105), _line("far", x=500)]
    alone = [_line("Patient: A. SAMPLE"), _line("far", x=500)]

    patients = [read_fields(lines)[FieldName.PATIENT] for lines in (parted, alone)]

    assert [True, False] == [bool(one.review) for one in patients]


def test_a_doctor_below_misread_words() -> None:
    """
    The name below a line that is only like the words for signing is taken, and asked about.
    """
    lines = [_line("ត្រូពេក្យព្យាបាល", y=900), _line("Dr SAMPLE", y=960)]

    doctor = read_fields(lines)[FieldName.DOCTOR]

    assert doctor.review
    assert "Dr SAMPLE" == doctor.value


def test_the_first_of_two_values_counts() -> None:
    """
    A field printed twice keeps the value nearer to the top.
    """
    assert _values(_line("Age: 7", y=50), _line("Age: 5")) == {"age": "5"}


def test_the_hospital_in_both_scripts() -> None:
    """
    The first line in each script that names a hospital is the hospital.
    """
    values = _values(
        _line("មន្ទីរពេទ្យ"),
        _line("Sample Hospital", y=30),
        _line("Return to the hospital in June", y=900),
    )

    assert values == {
        "hospital": "Sample Hospital",
        "hospital_km": "មន្ទីរពេទ្យ",
        "note": "Return to the hospital in June",
    }


def test_the_lines_of_a_note() -> None:
    """
    Lines of advice are one note, without the dashes before them and what has its own label.
    """
    values = _values(
        _line("- ហាមផឹកស្រា និងជក់បារី", y=100),
        _line("- Next appointment: 26/02/2024", y=130),
        _line("Drink plenty of water", y=160),
        _line("SAMPLE", y=190),
    )

    assert values == {
        "next_visit": "2024-02-26",
        "note": "ហាមផឹកស្រា និងជក់បារី\nDrink plenty of water",
    }


def test_a_note_under_its_label() -> None:
    """
    What follows a label of a note is the note, whatever it says.
    """
    assert _values(_line("Remarque : garder au frais")) == {"note": "garder au frais"}


@pytest.mark.parametrize(
    ("line", "name", "code"),
    [
        (_line("Age: old"), FieldName.AGE, DoubtCode.NOT_UNDERSTOOD),
        (_line("Age: 130"), FieldName.AGE, DoubtCode.NOT_UNDERSTOOD),
        (_line("Date: 31/02/2025"), FieldName.DATE, DoubtCode.NOT_UNDERSTOOD),
        (_line("Sex: ?"), FieldName.SEX, DoubtCode.NOT_UNDERSTOOD),
        (_line("Age: 19", confidence=0.7), FieldName.AGE, DoubtCode.UNCLEAR_TEXT),
        (_line("Age: 19", second="Age: 79"), FieldName.AGE, DoubtCode.ENGINES_DISAGREE),
        (_line("អាយុ:១ ឆ្នាំ", second="H1W:9g}"), FieldName.AGE, DoubtCode.ENGINES_DISAGREE),
        (_line("ឈ្មោះ: រំដួល"), FieldName.PATIENT, DoubtCode.ONE_ENGINE),
        (_line("ឈ្មោះ: SAMPLEថ្ងៃ"), FieldName.PATIENT, DoubtCode.NOT_UNDERSTOOD),
        (_line("Patient: SAMPLE age ?"), FieldName.PATIENT, DoubtCode.NOT_UNDERSTOOD),
    ],
)
def test_doubtful_fields(line: PageLine, name: FieldName, code: DoubtCode) -> None:
    """
    A value that is odd, unclear, or read differently by two engines is doubted.
    """
    reading = read_fields([line])[name]

    assert [doubt.code for doubt in reading.review] == [code]


def test_engines_that_agree_on_the_digits() -> None:
    """
    The other engine's junk around the same number raises no doubt.
    """
    reading = read_fields([_line("Age: 19", second="xx 19 zz 7")])[FieldName.AGE]

    assert reading.review == ()


def test_vital_signs_and_the_next_visit() -> None:
    """
    What was measured and when to come back are fields; the other date is the visit's.
    """
    lines = (
        _line("TA: 157/83 mmHg P: 74/mn", y=0),
        _line("T: 38.3 °C ទម្ងន់: 23 kg", y=30),
        _line("ណាត់ជួបលើកក្រោយ: 04/11/2024", y=60),
        _line("Phnom Penh, 05/10/2024", y=90),
    )

    assert _values(*lines) == {
        "date": "2024-10-05",
        "next_visit": "2024-11-04",
        "blood_pressure": "157/83",
        "pulse": "74",
        "temperature": "38.3",
        "weight": "23",
    }


def test_a_name_below_the_words_for_a_signature() -> None:
    """
    The doctor's name stands below, not beside; a line far off or as wide as a note is none.
    """
    label = _line("គ្រូពេទ្យព្យាបាល", x=300, y=100)

    assert _values(label, _line("Dr SAMPLE", x=310, y=180)) == {"doctor": "Dr SAMPLE"}
    assert _values(label, _line("Dr SAMPLE", x=0, y=180)) == {}


def test_letters_that_one_engine_alone_read() -> None:
    """
    A tail that only one engine saw is flagged.
    """
    fields = read_fields((_line("Diagnosis: Pharyngitis1s", second="Diagnosis: Pharyngitis"),))

    codes = [doubt.code for doubt in fields[FieldName.DIAGNOSIS].review]
    assert codes == [DoubtCode.ENGINES_DISAGREE]


@pytest.mark.parametrize(
    ("text", "second", "others"),
    [
        ("Age: 19", "Age: 10", ["10"]),
        ("Age: 19", "10", ["10"]),
        ("Age: 19", "Age: 19", []),
        ("Age: 19", "nothing", []),
        ("Diagnosis: Cystitis", "w : Cystltis", ["Cystltis"]),
        ("Diagnosis: Cystitis", "Diagnosis: Cystltis", ["Cystltis"]),
        ("ឈ្មោះ: អ្នកជំងឺ", "nnS: gibberish", []),
        ("Age: 19", None, []),
    ],
)
def test_what_else_a_field_may_say(text: str, second: str | None, others: list[str]) -> None:
    """
    The other engine's value of the same field is offered, not its reading of Khmer words.
    """
    (reading,) = read_fields([_line(text, second=second)]).values()

    assert [one.value for one in reading.alternatives] == others


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        (FieldName.AGE, "១៩", "19"),
        (FieldName.AGE, "old", None),
        (FieldName.SEX, "ស្រី", "female"),
        (FieldName.SEX, "female", "female"),
        (FieldName.DATE, "2026-06-15T09:30", "2026-06-15T09:30"),
        (FieldName.BLOOD_PRESSURE, "120/80", "120/80"),
        (FieldName.DOCTOR, " A. Sample ", "A. Sample"),
        (FieldName.DOCTOR, " ", None),
    ],
)
def test_a_value_that_a_person_gives(name: FieldName, given: str, value: str | None) -> None:
    """
    It is normalised as if it had been read, and what is normalised stays so.
    """
    assert field_value(name, given) == value
    assert value is None or field_value(name, value) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ឈ្មោះអ្នកជំងឺ SAMPLE PATIENT", {"patient": "SAMPLE PATIENT"}),
        ("រោគវិនិច្ឆ័យ Acute Pharyngitis", {"diagnosis": "Acute Pharyngitis"}),
        ("T: 37.7°Cទម្ងន់:41kg", {"temperature": "37.7", "weight": "41"}),
        ("Age: 45Sex: Female", {"age": "45", "sex": "female"}),
        ("TA: 129/86Pouls: 76", {"blood_pressure": "129/86", "pulse": "76"}),
        ("T: 37.7°Cឆ្នាំ", {"temperature": "37.7"}),
        ("ឈ្មោះអ្នកជំងឺ", {}),
        ("វេជ្ជបណ្ឌិត គំរូ", {}),
    ],
)
def test_a_label_without_its_colon_or_its_gap(text: str, values: dict[str, str]) -> None:
    """
    A long Khmer label needs no colon, and one that runs into the value before it is parted.
    """
    assert values == _values(_line(text))


def test_a_vital_sign_whose_label_is_misread() -> None:
    """
    Beside other vital signs a unit tells what was measured; a person checks it.
    """
    fields = read_fields([_line("TA: 163/63 mmHg P: 93/mn T: 36.9 °C sys: 28 kg")])
    weight = fields[FieldName.WEIGHT]

    assert (weight.value, [doubt.code for doubt in weight.review]) == (
        "28",
        [DoubtCode.NOT_UNDERSTOOD],
    )
    assert fields[FieldName.PULSE].review == ()


@pytest.mark.parametrize("text", ["Bring 28 kg of rice", "TA: 163/63 mmHg sys: 28 kg 60 kg"])
def test_a_weight_that_nothing_tells(text: str) -> None:
    """
    No weight is taken from a line without vital signs, or where two are printed.
    """
    assert FieldName.WEIGHT not in read_fields([_line(text)])
