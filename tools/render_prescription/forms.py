"""
Form: how a hospital prints its prescriptions, as data.
"""

import attrs

__all__ = ["FORMS", "Column", "Form", "Line"]


@attrs.frozen(kw_only=True)
class Column:
    """
    One column of the table.

    Args:
        name: What it holds: ``no``, ``name``, ``quantity``, ``method``, ``days`` or a
            slot of the day.
        header: The printed words; a newline starts a second line.
        width: Its share of the table's width, relative to the other columns.
        align: ``left`` or ``centre``, for the rows; headers are centred.
    """

    name: str
    header: str
    width: float
    align: str = "centre"


@attrs.frozen(kw_only=True)
class Line:
    """
    One printed line outside the table.

    Args:
        id: Its name in the truth file.
        text: The words; ``{braces}`` name fields of the case.
        x: Where it starts (or its middle, or its end), as a share of the page's width.
        y: Its baseline as a share of the page's height, from the top of the page or,
            below the table, from the table's lower edge.
        anchor: ``l``, ``m`` or ``r``: which point of the line ``x`` is.
        size: The type size relative to the form's body size.
        bold: Whether the heavy cut is used.
        framed: Whether a rounded frame stands around it.
    """

    id: str
    text: str
    x: float
    y: float
    anchor: str = "l"
    size: float = 1.0
    bold: bool = False
    framed: bool = False


@attrs.frozen(kw_only=True)
class Form:
    """
    The printed form of one hospital.

    Args:
        above: The lines above the table.
        columns: The table's columns, from left to right.
        below: The lines below the table.
        table: The table's left, right and upper edge, as shares of the page.
        body: The height of the body type in pixels of the page.
        header_rise: The header row's height in body sizes.
        row_rise: The least height of a row in body sizes.
        none: What is printed where no dose is taken; empty for a blank cell.
    """

    above: tuple[Line, ...]
    columns: tuple[Column, ...]
    below: tuple[Line, ...]
    table: tuple[float, float, float]
    body: int = 37
    header_rise: float = 3.2
    row_rise: float = 2.5
    none: str = "-"


FORMS = {
    "ruled-khmer": Form(
        above=(
            Line(id="hospital_km", text="{hospital_km}", x=0.07, y=0.072, size=1.1, bold=True),
            Line(id="hospital_en", text="{hospital}", x=0.07, y=0.102, size=0.85, bold=True),
            Line(id="code", text="លេខកូដ: {code}", x=0.07, y=0.148),
            Line(id="patient", text="ឈ្មោះអ្នកជំងឺ: {patient}", x=0.37, y=0.148),
            Line(id="age_sex", text="អាយុ: {age} ឆ្នាំ ភេទ: {sex}", x=0.93, y=0.148, anchor="r"),
            Line(id="payment", text="ប្រភេទបង់ប្រាក់ : {payment}", x=0.07, y=0.19),
            Line(id="patient_box", text="អ្នកជំងឺ", x=0.89, y=0.2, anchor="m", size=0.9, framed=True),
            Line(id="diagnosis", text="រោគវិនិច្ឆ័យ : {diagnosis}", x=0.07, y=0.238),
            Line(id="dept", text="ផ្នែក : {department}", x=0.07, y=0.282),
            Line(id="title", text="វេជ្ជបញ្ជា", x=0.5, y=0.332, anchor="m", size=1.25, bold=True),
        ),
        columns=(
            Column(name="no", header="ល.រ", width=0.058),
            Column(name="name", header="ឈ្មោះឱសថ", width=0.265, align="left"),
            Column(name="quantity", header="ចំនួន", width=0.185),
            Column(name="method", header="វិធីប្រើ", width=0.145),
            Column(name="morning", header="ព្រឹក\n(6-8)", width=0.08),
            Column(name="midday", header="ថ្ងៃត្រង់\n(11-12)", width=0.1),
            Column(name="evening", header="ល្ងាច\n(05-06)", width=0.1),
            Column(name="night", header="យប់\n(08-10)", width=0.1),
        ),
        below=(
            Line(
                id="date",
                text="រាជធានីភ្នំពេញ,ថ្ងៃទី {date}",
                x=0.93,
                y=0.05,
                anchor="r",
            ),
            Line(id="doctor_label", text="គ្រូពេទ្យព្យាបាល", x=0.76, y=0.092, anchor="m"),
            Line(id="doctor", text="{doctor}", x=0.76, y=0.2, anchor="m"),
            Line(id="footer", text="សូមយកវេជ្ជបញ្ជានេះមកជាមួយ ពេលពិនិត្យលើកក្រោយ", x=0.07, y=0.2),
            Line(
                id="notice",
                text="គំរូសម្រាប់សាកល្បងប៉ុណ្ណោះ - SAMPLE, NOT A REAL PRESCRIPTION",
                x=0.5,
                y=0.262,
                anchor="m",
                size=0.75,
            ),
        ),
        table=(0.05, 0.95, 0.358),
    ),
}
