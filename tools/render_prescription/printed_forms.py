"""
Printed forms: the layouts that can be rendered, by name.

Each imitates a habit of real forms: the order of columns, the words of the heads, hours
or none, dashes or blanks, Khmer or French.
"""

from typing import Final

from tools.render_prescription.forms import Column, Form, Line

__all__ = ["FORMS"]

_NOTICE: Final = Line(
    id="notice",
    text="គំរូសម្រាប់សាកល្បងប៉ុណ្ណោះ - SAMPLE, NOT A REAL PRESCRIPTION",
    x=0.5,
    y=0.262,
    anchor="m",
    size=0.75,
)

FORMS: Final = {
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
            _NOTICE,
        ),
        table=(0.05, 0.95, 0.358),
    ),
    "quantity-last": Form(
        above=(
            Line(id="hospital_km", text="{hospital_km}", x=0.5, y=0.06, anchor="m", bold=True),
            Line(id="hospital_en", text="{hospital}", x=0.5, y=0.09, anchor="m", size=0.85),
            Line(id="title", text="វេជ្ជបញ្ជា", x=0.5, y=0.135, anchor="m", size=1.3, bold=True),
            Line(id="patient", text="ឈ្មោះអ្នកជំងឺ {patient}", x=0.07, y=0.185),
            Line(id="sex", text="ភេទ {sex}", x=0.5, y=0.185),
            Line(id="age", text="អាយុ {age} ឆ្នាំ", x=0.7, y=0.185),
            Line(id="code", text="លេខកូដ {code}", x=0.07, y=0.228),
            Line(id="dept", text="ផ្នែក {department}", x=0.5, y=0.228),
            Line(id="diagnosis", text="រោគវិនិច្ឆ័យ {diagnosis}", x=0.07, y=0.271),
        ),
        columns=(
            Column(name="no", header="លរ", width=0.055),
            Column(name="name", header="ឈ្មោះថ្នាំ", width=0.27, align="left"),
            Column(name="morning", header="ព្រឹក", width=0.08),
            Column(name="midday", header="ថ្ងៃ", width=0.08),
            Column(name="evening", header="ល្ងាច", width=0.085),
            Column(name="night", header="យប់", width=0.08),
            Column(name="remark", header="សម្គាល់", width=0.15),
            Column(name="quantity", header="សរុប", width=0.19),
        ),
        below=(
            Line(id="date", text="ថ្ងៃទី {date}", x=0.93, y=0.05, anchor="r"),
            Line(id="doctor_label", text="គ្រូពេទ្យព្យាបាល", x=0.78, y=0.09, anchor="m"),
            Line(id="doctor", text="{doctor}", x=0.78, y=0.19, anchor="m"),
            _NOTICE,
        ),
        table=(0.05, 0.95, 0.3),
        header_rise=2.4,
        none="",
        khmer_digits=True,
    ),
    "no-night": Form(
        above=(
            Line(id="hospital_km", text="{hospital_km}", x=0.93, y=0.06, anchor="r", bold=True),
            Line(id="hospital_en", text="{hospital}", x=0.93, y=0.09, anchor="r", size=0.85),
            Line(id="date", text="កាលបរិច្ឆេទ : {date}", x=0.07, y=0.075),
            Line(id="patient", text="ឈ្មោះ : {patient}", x=0.07, y=0.15),
            Line(id="age_sex", text="ភេទ : {sex} អាយុ : {age} ឆ្នាំ", x=0.5, y=0.15),
            Line(id="diagnosis", text="រោគវិនិច្ឆ័យ : {diagnosis}", x=0.07, y=0.195),
            Line(id="title", text="វេជ្ជបញ្ជា", x=0.5, y=0.25, anchor="m", size=1.2, bold=True),
        ),
        columns=(
            Column(name="name", header="ឈ្មោះឱសថ", width=0.27, align="left"),
            Column(name="method", header="វិធីប្រើ", width=0.15),
            Column(name="morning", header="ព្រឹក\n(07:00)", width=0.11),
            Column(name="midday", header="ថ្ងៃត្រង់\n(12:00)", width=0.11),
            Column(name="evening", header="ល្ងាច\n(18:00)", width=0.11),
            Column(name="days", header="ចំនួនថ្ងៃ", width=0.12),
            Column(name="quantity", header="ចំនួន", width=0.19),
        ),
        below=(
            Line(id="doctor_label", text="ហត្ថលេខាវេជ្ជបណ្ឌិត", x=0.3, y=0.06, anchor="m"),
            Line(id="doctor", text="{doctor}", x=0.3, y=0.16, anchor="m"),
            Line(id="dept", text="ផ្នែក : {department}", x=0.07, y=0.22),
            _NOTICE,
        ),
        table=(0.05, 0.95, 0.28),
    ),
    "french": Form(
        above=(
            Line(id="hospital_en", text="{hospital}", x=0.07, y=0.07, size=1.1, bold=True),
            Line(id="dept", text="Service : {department}", x=0.07, y=0.105),
            Line(id="title", text="ORDONNANCE", x=0.5, y=0.165, anchor="m", size=1.4, bold=True),
            Line(id="patient", text="Nom : {patient}", x=0.07, y=0.215),
            Line(id="age_sex", text="Âge : {age} ans   Sexe : {sex}", x=0.6, y=0.215),
            Line(id="diagnosis", text="Diagnostic : {diagnosis}", x=0.07, y=0.255),
        ),
        columns=(
            Column(name="no", header="N°", width=0.055),
            Column(name="name", header="Médicament", width=0.27, align="left"),
            Column(name="quantity", header="Quantité", width=0.15),
            Column(name="morning", header="Matin", width=0.085),
            Column(name="midday", header="Midi", width=0.085),
            Column(name="evening", header="Soir", width=0.085),
            Column(name="night", header="Coucher", width=0.11),
            Column(name="remark", header="Remarques", width=0.16),
        ),
        below=(
            Line(id="date", text="Phnom Penh, le {date}", x=0.93, y=0.05, anchor="r"),
            Line(id="doctor_label", text="Le médecin traitant", x=0.78, y=0.09, anchor="m"),
            Line(id="doctor", text="{doctor}", x=0.78, y=0.19, anchor="m"),
            _NOTICE,
        ),
        table=(0.05, 0.95, 0.29),
        language="fr",
        header_rise=2.4,
    ),
}
