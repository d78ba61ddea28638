"""
The ways in with the real parts: Argon2id, bcrypt, Ed25519 and a key set of Google's form.
"""

import attrs
import bcrypt
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from dastern_core.identity import Account, IdTokenError, LoginRefusedError
from dastern_core.kernel import Language
from dastern_core.testing.fakes import (
    CollectedMessages,
    InMemoryIdentityStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.rate_limits import GENEROUS, InMemoryRateLimits
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import NOW, PHNOM_PENH
from dastern_core.usecases.authenticate import authenticate
from dastern_core.usecases.identification import (
    Identification,
    IdentitySecrets,
    LoggedIn,
    Visit,
)
from dastern_core.usecases.log_in import log_in
from dastern_core.usecases.log_in_by_google import begin_google_login, log_in_by_google
from dastern_identity import (
    KNOWN_PASSWORDS,
    Argon2Passwords,
    GoogleIdTokens,
    SignedAccessTokens,
    SigningKeys,
)

_PASSWORD = "ពាក្យ\u200bសម្ងាត់ of nobody"  # noqa: S105 - of nobody
_VISIT = Visit(origin="203.0.113.7", device="Phone")


@pytest.fixture
def using() -> Identification:
    """
    Give what letting people in needs, with the real hasher and signer.
    """
    return Identification(
        store=InMemoryIdentityStore(),
        clock=SteppingClock(NOW),
        entropy=SeededEntropy("ways in"),
        passwords=Argon2Passwords(pepper=b"p" * 32, older_rounds=4, memory_mebibytes=1),
        access_tokens=SignedAccessTokens(SigningKeys(seeds={"1": b"k" * 32})),
        messages=CollectedMessages(),
        limits=InMemoryRateLimits(SteppingClock(NOW), table=GENEROUS),
        secrets=IdentitySecrets(codes=b"c" * 32, sessions=b"s" * 32, devices=b"d" * 32),
        known_passwords=KNOWN_PASSWORDS,
        zone=PHNOM_PENH,
    )


def stored(using: Identification, password_hash: str) -> Account:
    """
    Store an account with a hash.
    """
    account = attrs.evolve(sample_account(1), password_hash=password_hash)
    with using.store.begin() as work:
        work.accounts.add(account)
    return account


@pytest.mark.rule("AUTH-20")
@pytest.mark.rule("C03")
def test_a_bcrypt_hash_becomes_argon2id_by_logging_in(using: Identification) -> None:
    """
    The first right password replaces it; the second is checked by Argon2id.
    """
    account = stored(using, bcrypt.hashpw(_PASSWORD.encode(), bcrypt.gensalt(4)).decode())
    typed = account.identifiers[0].value
    with pytest.raises(LoginRefusedError):
        log_in(typed, "wrong", visit=_VISIT, using=using)
    hashes, tokens = [], []
    for _ in range(2):
        opened = log_in(typed, _PASSWORD, visit=_VISIT, using=using)
        assert isinstance(opened, LoggedIn)
        tokens.append(opened.access_token)
        with using.store.begin() as work:
            hashes.append(work.accounts.get(account.id).password_hash)
    claims = authenticate(tokens[-1], using=using)

    assert hashes[0] is not None
    assert hashes[0].startswith("$argon2id$")
    assert hashes[0] == hashes[1]
    assert account.id == claims.account_id


@pytest.mark.rule("AUTH-28")
def test_google_lets_in_by_a_signed_token_alone(
    using: Identification, key: RSAPrivateKey, key_set: str
) -> None:
    """
    Signed by its key, for us, with our nonce, once; by another key, nobody comes in.
    """
    issued = int(NOW.timestamp())
    nonce = begin_google_login(using=using)
    claims: dict[str, object] = {
        "iss": "https://accounts.google.com",
        "aud": "us",
        "sub": "1234",
        "email": "sokha@clinic.kh",
        "email_verified": True,
        "nonce": nonce,
        "iat": issued,
        "exp": issued + 3_600,
    }
    forger = generate_private_key(public_exponent=65_537, key_size=2_048)
    tokens = [
        jwt.encode(claims, one, algorithm="RS256", headers={"kid": "k1"}) for one in (forger, key)
    ]
    tokens.append(tokens[1])
    outcomes = []
    for token in tokens:
        try:
            opened = log_in_by_google(
                token,
                nonce,
                client_id="us",
                id_tokens=GoogleIdTokens(key_set),
                visit=_VISIT,
                language=Language.KHMER,
                using=using,
            )
            outcomes.append(authenticate(opened.access_token, using=using).role.value)
        except IdTokenError as error:
            outcomes.append(error.code)

    assert ["id_token_refused", "PATIENT", "id_token_refused"] == outcomes
