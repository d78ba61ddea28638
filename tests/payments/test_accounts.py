"""
Accounts: what can be an account's name.
"""

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.payments import BakongAccount


@pytest.mark.rule("PAY-22")
@pytest.mark.parametrize("name", ["name@bank", "a@b", "n" * 27 + "@devb"])
def test_a_name_at_a_bank_is_an_account(name: str) -> None:
    """
    Up to 32 characters with an @ between.
    """
    assert name == BakongAccount(name=name).name


@pytest.mark.rule("PAY-22")
@pytest.mark.parametrize("name", ["", "name", "@bank", "name@", "n" * 28 + "@devb", "a@b\n"])
def test_anything_else_is_refused(name: str) -> None:
    """
    What can be no account is told before the bank is asked.
    """
    with pytest.raises(InvalidInputError) as caught:
        BakongAccount(name=name)

    assert ["name"] == [fault.field for fault in caught.value.faults]
