"""
Missing fields: what a prescription should say and was not read is asked for.
"""

from dastern_core.ocr import FieldName, Reading
from dastern_core.ocr.missing_fields import EXPECTED, with_missing

_TOLD = Reading(text="x", value="x", confidence=0.9, box=None)


def test_expected_fields_that_were_not_read() -> None:
    """
    Each expected field is there, with a doubt where it was not read.
    """
    fields = with_missing({FieldName.PATIENT: _TOLD, FieldName.NOTE: _TOLD})

    asked = [name for name, one in fields.items() if one.review]
    assert {*EXPECTED, FieldName.NOTE} == set(fields)
    assert sorted(set(EXPECTED) - {FieldName.PATIENT}, key=EXPECTED.index) == asked
