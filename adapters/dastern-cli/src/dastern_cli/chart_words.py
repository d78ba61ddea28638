"""
The words of the adherence pictures, in each language in which people are spoken to.
"""

from typing import Final

import attrs

from dastern_core.kernel import MONTHS, Language

__all__ = ["CHART_WORDS", "ChartWords"]


@attrs.frozen(kw_only=True)
class ChartWords:
    """
    What stands in the pictures beside names and numbers.

    Args:
        calendar: Above the calendar.
        timeline: Above the timeline.
        histogram: Above the histogram.
        gaps: Above the gaps.
        months: January to December.
        weekdays: Monday to Sunday, short.
        share: What a day's number is.
        none_counts: A day with doses of which none counts.
        nothing: Instead of a picture's contents where there are none.
        patients: What the histogram counts.
        without_value: The patients that have no value.
        covered: Days with supply.
        uncovered: Days without.
        days: The unit.
        prescription: One of several, before its number.
    """

    calendar: str
    timeline: str
    histogram: str
    gaps: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    share: str
    none_counts: str
    nothing: str
    patients: str
    without_value: str
    covered: str
    uncovered: str
    days: str
    prescription: str


CHART_WORDS: Final[dict[Language, ChartWords]] = {
    Language.ENGLISH: ChartWords(
        calendar="Doses taken, day by day",
        timeline="What became of each dose",
        histogram="How patients spread",
        gaps="Days with and without supply",
        months=tuple(month[:3] for month in MONTHS[Language.ENGLISH]),
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        share="% of the doses taken",
        none_counts="no dose that counts",
        nothing="No data",
        patients="patients",
        without_value="without a value",
        covered="with supply",
        uncovered="without supply",
        days="days",
        prescription="prescription",
    ),
    Language.KHMER: ChartWords(
        calendar="ថ្នាំដែលបានលេបពីមួយថ្ងៃទៅមួយថ្ងៃ",
        timeline="ស្ថានភាពថ្នាំម្ដងៗ",
        histogram="ការបែងចែកអ្នកជំងឺ",
        gaps="ថ្ងៃមានថ្នាំ និងថ្ងៃគ្មានថ្នាំ",
        months=MONTHS[Language.KHMER],
        weekdays=("ចន្ទ", "អង្គារ", "ពុធ", "ព្រហ.", "សុក្រ", "សៅរ៍", "អាទិត្យ"),
        share="% នៃថ្នាំដែលបានលេប",
        none_counts="គ្មានថ្នាំត្រូវរាប់",
        nothing="គ្មានទិន្នន័យ",
        patients="អ្នកជំងឺ",
        without_value="គ្មានតម្លៃ",
        covered="មានថ្នាំ",
        uncovered="គ្មានថ្នាំ",
        days="ថ្ងៃ",
        prescription="វេជ្ជបញ្ជា",
    ),
}
"""
Each language's words. The Khmer awaits a Khmer pharmacist.
"""
