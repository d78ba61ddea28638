"""
Passwords: by the contract, and with what older systems left.
"""

import bcrypt
import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from dastern_core.identity import PasswordPolicy, accept_password
from dastern_core.kernel import InvalidInputError
from dastern_core.ports.passwords import Passwords
from dastern_core.testing.contracts.passwords import PasswordsContract
from dastern_identity import KNOWN_PASSWORDS, Argon2Passwords

_PEPPER = b"p" * 32
_CHEAP = 1  # MiB
_FEW = 4


class TestArgon2Passwords(PasswordsContract):
    """
    Argon2id keeps the contract.
    """

    @pytest.fixture
    def passwords(self) -> Passwords:
        """
        Hash cheaply.
        """
        return Argon2Passwords(pepper=_PEPPER, older_rounds=_FEW, memory_mebibytes=_CHEAP)


@pytest.mark.rule("AUTH-20")
@pytest.mark.rule("C03")
def test_an_older_hash_is_replaced_when_it_was_right() -> None:
    """
    A bcrypt hash lets its owner in once more, and an Argon2id hash takes its place.
    """
    passwords = Argon2Passwords(pepper=_PEPPER, older_rounds=_FEW, memory_mebibytes=_CHEAP)
    old = bcrypt.hashpw(b"correct horse", bcrypt.gensalt(_FEW)).decode()
    right, wrong = passwords.check("correct horse", old), passwords.check("wrong", old)

    assert right.new_hash is not None
    assert right.new_hash.startswith("$argon2id$")
    assert passwords.check("correct horse", right.new_hash).is_right
    assert (False, None) == (wrong.is_right, wrong.new_hash)
    assert not passwords.check("x", "$2b$04$damaged").is_right


def test_a_cheaper_hash_is_replaced_too() -> None:
    """
    When the parameters grow, each hash grows with the next right password.
    """
    cheap = Argon2Passwords(pepper=_PEPPER, older_rounds=_FEW, memory_mebibytes=_CHEAP)
    dearer = Argon2Passwords(pepper=_PEPPER, older_rounds=_FEW, memory_mebibytes=2)

    assert dearer.check("correct horse", cheap.hash("correct horse")).new_hash is not None


@pytest.mark.rule("AUTH-20")
def test_a_stolen_hash_needs_the_pepper() -> None:
    """
    With another pepper the right password is wrong; a short one is refused.
    """
    stored = Argon2Passwords(pepper=_PEPPER, older_rounds=_FEW, memory_mebibytes=_CHEAP).hash(
        "correct horse"
    )
    other = Argon2Passwords(pepper=b"x" * 32, older_rounds=_FEW, memory_mebibytes=_CHEAP)

    assert not other.check("correct horse", stored).is_right
    with pytest.raises(InvalidInputError, match="pepper is too short"):
        Argon2Passwords(pepper=b"secret")


def test_the_parameters_are_those_of_the_standard() -> None:
    """
    46 MiB, one pass, one lane.
    """
    assert "$m=47104,t=1,p=1$" in Argon2Passwords(pepper=_PEPPER).hash("x")


@pytest.mark.rule("AUTH-19")
def test_common_passwords_are_known() -> None:
    """
    A long one that everybody uses is refused.
    """
    with pytest.raises(InvalidInputError, match="lists that guessers try first"):
        accept_password("1234567890ab", policy=PasswordPolicy(), known={"1234567890ab"})
    assert {"123456789", "qwertyuiop"} <= KNOWN_PASSWORDS


@pytest.mark.rule("AUTH-11")
@pytest.mark.rule("AUTH-20")
@pytest.mark.parametrize("typed", ["correct horse", "wrong", "x" * 200])
def test_every_check_does_the_same_work(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """
    Nobody there, no password, either kind of hash or a damaged one: one hash by each method.
    """
    passwords = Argon2Passwords(pepper=_PEPPER, older_rounds=_FEW, memory_mebibytes=_CHEAP)
    older = bcrypt.hashpw(b"correct horse", bcrypt.gensalt(_FEW)).decode()
    done: list[str] = []
    verify, checkpw = PasswordHasher.verify, bcrypt.checkpw

    def told_verify(hasher: PasswordHasher, stored: str, password: bytes) -> bool:
        try:
            verify(hasher, stored, password)
        except VerificationError:
            done.append(stored.rsplit("$", 2)[0])
            raise
        done.append(stored.rsplit("$", 2)[0])
        return True

    def told_checkpw(password: bytes, stored: bytes) -> bool:
        is_right = checkpw(password, stored)
        done.append(stored[:7].decode())
        return is_right

    monkeypatch.setattr(PasswordHasher, "verify", told_verify)
    monkeypatch.setattr(bcrypt, "checkpw", told_checkpw)
    seen = []
    for stored in (None, "", passwords.hash("correct horse"), older, "$2b$04$damaged", "damaged"):
        passwords.check(typed, stored)
        seen.append(sorted(done))
        done.clear()

    assert [["$2b$04$", "$argon2id$v=19$m=1024,t=1,p=1"]] * 6 == seen
