"""
The words of the adherence report, in each language in which people are spoken to.
"""

from typing import Final

import attrs

from dastern_core.kernel import Language

__all__ = ["REPORT_WORDS", "ReportWords"]


@attrs.frozen(kw_only=True)
class ReportWords:
    """
    What stands in the report beside names and numbers.

    Args:
        title: Of the page.
        doses: The heading over doses.
        supply: The heading over dispensings.
        unread: Before the rows that could not be read.
        more_faults: After them, with ``{count}`` more.
        taken: A column, as the next four are.
        late: Of which late.
        missed: Not taken.
        skipped: Not taken on purpose.
        rate: The share that was taken.
        total: The last row.
        day_rule: What counts as a dose, and what a day is; ``{zone}``.
        no_value: Instead of a number that there is not.
        measure: A column, as the next four are.
        patients: How many have a value.
        without: How many have none.
        mean: Of those that have one.
        median: Of those that have one.
        windows: What was observed; ``{start}``, ``{days}``.
        first_only: Where a picture shows fewer than all; ``{shown}`` of ``{all}``.
        last_days: Where a picture shows the end only; ``{days}``.
    """

    title: str
    doses: str
    supply: str
    unread: str
    more_faults: str
    taken: str
    late: str
    missed: str
    skipped: str
    rate: str
    total: str
    day_rule: str
    no_value: str
    measure: str
    patients: str
    without: str
    mean: str
    median: str
    windows: str
    first_only: str
    last_days: str


REPORT_WORDS: Final[dict[Language, ReportWords]] = {
    Language.ENGLISH: ReportWords(
        title="Adherence report",
        doses="Doses",
        supply="Supply",
        unread="These rows could not be read; the figures below are without them:",
        more_faults="and {count} more",
        taken="Taken",
        late="of which late",
        missed="Missed",
        skipped="Skipped",
        rate="Rate",
        total="Total",
        day_rule=(
            "Doses still due and doses taken as needed are in no rate. A day is a calendar day"
            " in {zone}."
        ),
        no_value="no data",
        measure="Measure",
        patients="Patients",
        without="without a value",
        mean="Mean",
        median="Median",
        windows=(
            "Observed: {days} days from day {start} after each patient's first event."
            " A patient without a value is in no mean."
        ),
        first_only="The picture shows the first {shown} of {all} patients.",
        last_days="The picture shows the last {days} days.",
    ),
    Language.KHMER: ReportWords(
        title="របាយការណ៍ការលេបថ្នាំ",
        doses="ដូសថ្នាំ",
        supply="ថ្នាំដែលបានទទួល",
        unread="ជួរទាំងនេះមិនអាចអានបានទេ តួលេខខាងក្រោមមិនរាប់បញ្ចូលវាទេ៖",
        more_faults="និង {count} ទៀត",
        taken="បានលេប",
        late="ក្នុងនោះយឺត",
        missed="ខកខាន",
        skipped="រំលង",
        rate="អត្រា",
        total="សរុប",
        day_rule=("ដូសដែលមិនទាន់ដល់ពេល និងដូសដែលលេបពេលត្រូវការ មិនរាប់ក្នុងអត្រាទេ។ ថ្ងៃគឺតាមម៉ោងនៅ {zone}។"),
        no_value="គ្មានទិន្នន័យ",
        measure="រង្វាស់",
        patients="អ្នកជំងឺ",
        without="គ្មានតម្លៃ",
        mean="មធ្យម",
        median="មេដ្យាន",
        windows=(
            "រយៈពេលសង្កេត៖ {days} ថ្ងៃ ចាប់ពីថ្ងៃទី {start} ក្រោយព្រឹត្តិការណ៍ដំបូងរបស់អ្នកជំងឺម្នាក់ៗ។"
            " អ្នកជំងឺដែលគ្មានតម្លៃ មិនរាប់ក្នុងមធ្យមទេ។"
        ),
        first_only="រូបភាពបង្ហាញអ្នកជំងឺ {shown} នាក់ដំបូង ក្នុងចំណោម {all} នាក់។",
        last_days="រូបភាពបង្ហាញ {days} ថ្ងៃចុងក្រោយ។",
    ),
}
"""
The words by language; no native speaker has checked the Khmer.
"""
