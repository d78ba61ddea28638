"""
Laws of pauses.

* A course keeps its number of doses, whenever it is paused and resumed.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.schedule.paused import HOUR, TWICE, course_of, times_with_pause


@pytest.mark.rule("DST-29")
@given(
    pause=st.integers(min_value=1, max_value=6 * 24), length=st.integers(min_value=0, max_value=500)
)
def test_course_keeps_its_number_of_doses(pause: int, length: int) -> None:
    """
    Whenever it is paused and resumed, fourteen doses are fourteen doses.
    """
    before, after = times_with_pause(course_of(*TWICE), pause * HOUR, length * HOUR)

    assert before + len(after) == 14
