"""
The names that the package promises.
"""

from dastern_core import adherence


def test_every_promised_name_exists_once() -> None:
    """
    Each name is there, and none twice.
    """
    missing = [name for name in adherence.__all__ if not hasattr(adherence, name)]

    assert not missing
    assert len(set(adherence.__all__)) == len(adherence.__all__)
