"""
What ``dastern backup`` and ``restore`` warn of.
"""

import pytest

from dastern_cli.backup import tell_unreadable


@pytest.mark.parametrize(("lost", "warned"), [(0, False), (3, True)])
def test_entries_that_do_not_open_are_warned_of(
    capsys: pytest.CaptureFixture[str], lost: int, *, warned: bool
) -> None:
    """
    Nobody erased them, so a key may be lost: standard error says how many, of which log.
    """
    tell_unreadable({"medical": {"size": 9, "unreadable": lost}})

    assert warned == ("3 entries of medical do not open" in capsys.readouterr().err)
