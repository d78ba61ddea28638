"""
What everything does that hashes passwords.
"""

import pytest

from dastern_core.ports.passwords import Passwords

__all__ = ["PasswordsContract"]

_RIGHT = "correct horse battery staple"


class PasswordsContract:
    """
    Subclass it and supply a fixture ``passwords``.
    """

    def test_knows_the_right_password(self, passwords: Passwords) -> None:
        """
        It is right, and its hash of today needs no other.
        """
        check = passwords.check(_RIGHT, passwords.hash(_RIGHT))

        assert (True, None) == (check.is_right, check.new_hash)

    @pytest.mark.parametrize("wrong", ["", "Correct horse battery staple", f"{_RIGHT} ", "\0"])
    def test_knows_a_wrong_password(self, passwords: Passwords, wrong: str) -> None:
        """
        Case and every space count; nothing is stored for a wrong one.
        """
        check = passwords.check(wrong, passwords.hash(_RIGHT))

        assert (False, None) == (check.is_right, check.new_hash)

    def test_reads_long_passwords_whole(self, passwords: Passwords) -> None:
        """
        Two that differ in their last letter alone are two.
        """
        long = "ក" * 200

        assert passwords.check(f"{long}a", passwords.hash(f"{long}a")).is_right
        assert not passwords.check(f"{long}b", passwords.hash(f"{long}a")).is_right

    def test_never_hashes_alike(self, passwords: Passwords) -> None:
        """
        Two people with one password have two hashes, and neither shows it.
        """
        first, second = passwords.hash(_RIGHT), passwords.hash(_RIGHT)

        assert first != second
        assert _RIGHT not in first

    @pytest.mark.parametrize("stored", [None, "", "damaged"])
    def test_matches_nothing_without_a_hash(self, passwords: Passwords, stored: str | None) -> None:
        """
        No account, no password and a damaged hash let nobody in.
        """
        assert not passwords.check(_RIGHT, stored).is_right
