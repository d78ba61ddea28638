"""
Letterhead: the lines around the table, in three languages and several orders.
"""

from typing import Final

from tools.render_prescription.forms import Line

__all__ = ["ABOVE", "BELOW"]

_NOTICE_TEXT: Final = "គំរូសម្រាប់សាកល្បងប៉ុណ្ណោះ - SAMPLE, NOT A REAL PRESCRIPTION"


def _notice(y: float) -> Line:
    return Line(id="notice", text=_NOTICE_TEXT, x=0.5, y=y, anchor="m", size=0.7)


ABOVE: Final = {
    "km-left": (
        Line(id="hospital_km", text="{hospital_km}", x=0.06, y=0.06, size=1.1, bold=True),
        Line(id="hospital_en", text="{hospital}", x=0.06, y=0.088, size=0.85),
        Line(id="title", text="វេជ្ជបញ្ជា", x=0.5, y=0.128, anchor="m", size=1.3, bold=True),
        Line(id="patient", text="ឈ្មោះអ្នកជំងឺ : {patient}", x=0.06, y=0.172),
        Line(id="age", text="អាយុ : {age} ឆ្នាំ", x=0.56, y=0.172),
        Line(id="sex", text="ភេទ : {sex}", x=0.8, y=0.172),
        Line(id="code", text="លេខកូដ : {code}", x=0.06, y=0.212),
        Line(id="dept", text="ផ្នែក : {department}", x=0.56, y=0.212),
        Line(id="diagnosis", text="រោគវិនិច្ឆ័យ : {diagnosis}", x=0.06, y=0.252),
    ),
    "km-centre": (
        Line(id="kingdom", text="ព្រះរាជាណាចក្រកម្ពុជា", x=0.5, y=0.05, anchor="m", bold=True),
        Line(id="motto", text="ជាតិ សាសនា ព្រះមហាក្សត្រ", x=0.5, y=0.078, anchor="m"),
        Line(id="hospital_km", text="{hospital_km}", x=0.06, y=0.112, bold=True),
        Line(id="title", text="វេជ្ជបញ្ជា", x=0.5, y=0.152, anchor="m", size=1.2, bold=True),
        Line(
            id="line1",
            text="ឈ្មោះ: {patient}  អាយុ: {age} ឆ្នាំ  ភេទ: {sex}",
            x=0.06,
            y=0.196,
        ),
        Line(id="diagnosis", text="រោគវិនិច្ឆ័យ: {diagnosis}", x=0.06, y=0.236),
        Line(id="payment", text="ប្រភេទបង់ប្រាក់: {payment}", x=0.94, y=0.236, anchor="r"),
    ),
    "km-vitals": (
        Line(id="hospital_km", text="{hospital_km}", x=0.94, y=0.055, anchor="r", bold=True),
        Line(id="date", text="កាលបរិច្ឆេទ: {date}", x=0.06, y=0.055),
        Line(id="title", text="វេជ្ជបញ្ជា", x=0.5, y=0.095, anchor="m", size=1.3, bold=True),
        Line(id="code", text="លេខសម្គាល់: {code}", x=0.06, y=0.138),
        Line(id="patient", text="អ្នកជំងឺឈ្មោះ: {patient}", x=0.4, y=0.138),
        Line(id="age_sex", text="ភេទ: {sex}  អាយុ: {age} ឆ្នាំ", x=0.06, y=0.178),
        Line(
            id="vitals",
            text="TA: {blood_pressure} mmHg   P: {pulse}/mn   T: {temperature} °C   "
            "ទម្ងន់: {weight} kg",
            x=0.94,
            y=0.218,
            anchor="r",
        ),
        Line(id="diagnosis", text="រោគវិនិច្ឆ័យ: {diagnosis}", x=0.06, y=0.256),
    ),
    "fr": (
        Line(id="hospital_en", text="{hospital}", x=0.06, y=0.06, size=1.1, bold=True),
        Line(id="dept", text="Service : {department}", x=0.06, y=0.092),
        Line(id="title", text="ORDONNANCE", x=0.5, y=0.135, anchor="m", size=1.4, bold=True),
        Line(id="patient", text="Nom : {patient}", x=0.06, y=0.18),
        Line(id="age", text="Âge : {age} ans", x=0.55, y=0.18),
        Line(id="sex", text="Sexe : {sex}", x=0.78, y=0.18),
        Line(
            id="vitals",
            text="TA : {blood_pressure}   Pouls : {pulse}   T° : {temperature}   "
            "Poids : {weight} kg",
            x=0.06,
            y=0.216,
        ),
        Line(id="diagnosis", text="Diagnostic : {diagnosis}", x=0.06, y=0.252),
    ),
    "en": (
        Line(id="hospital_en", text="{hospital}", x=0.5, y=0.06, anchor="m", size=1.15, bold=True),
        Line(id="title", text="PRESCRIPTION", x=0.5, y=0.1, anchor="m", size=1.2, bold=True),
        Line(id="patient", text="Patient name: {patient}", x=0.06, y=0.15),
        Line(id="code", text="Patient ID: {code}", x=0.6, y=0.15),
        Line(id="age_sex", text="Age: {age}   Sex: {sex}", x=0.06, y=0.19),
        Line(id="date", text="Date: {date}", x=0.6, y=0.19),
        Line(id="diagnosis", text="Diagnosis: {diagnosis}", x=0.06, y=0.23),
    ),
}
"""
The lines above the table by name; all end above 0.27 of the page.
"""

BELOW: Final = {
    "km": (
        Line(id="date", text="ថ្ងៃទី {date}", x=0.94, y=0.045, anchor="r"),
        Line(id="doctor_label", text="គ្រូពេទ្យព្យាបាល", x=0.78, y=0.08, anchor="m"),
        Line(id="doctor", text="{doctor}", x=0.78, y=0.15, anchor="m"),
        _notice(0.185),
    ),
    "km-notes": (
        Line(id="note1", text="- {note}", x=0.06, y=0.045),
        Line(id="note2", text="- ណាត់ជួបលើកក្រោយ: {next_visit}", x=0.06, y=0.08),
        Line(id="doctor_label", text="វេជ្ជបណ្ឌិត", x=0.78, y=0.08, anchor="m"),
        Line(id="doctor", text="{doctor}", x=0.78, y=0.15, anchor="m"),
        _notice(0.185),
    ),
    "fr": (
        Line(id="date", text="Phnom Penh, le {date}", x=0.94, y=0.045, anchor="r"),
        Line(id="doctor_label", text="Le médecin traitant", x=0.78, y=0.08, anchor="m"),
        Line(id="doctor", text="{doctor}", x=0.78, y=0.15, anchor="m"),
        _notice(0.185),
    ),
    "en": (
        Line(id="note1", text="{note}", x=0.06, y=0.045),
        Line(id="note2", text="Next appointment: {next_visit}", x=0.06, y=0.08),
        Line(id="doctor", text="Doctor: {doctor}", x=0.6, y=0.13),
        _notice(0.185),
    ),
}
"""
The lines below the table by name.
"""
