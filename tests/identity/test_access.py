"""
Access tokens: what they say, and what is refused.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import attrs
import pytest

from dastern_core.identity import (
    ACCESS_LIFE,
    AccessTokenError,
    Account,
    AccountStatus,
    Audience,
    SessionId,
    TokenId,
    claims_for,
    claims_value,
    parse_claims,
    parse_identifier,
)
from dastern_core.kernel import AccountId, ActorRole, Language, NotPermittedError

_NOW = datetime(2026, 6, 15, 7, tzinfo=UTC)
_HERE = Audience()
_ACCOUNT = Account(
    id=AccountId(UUID(int=1)),
    role=ActorRole.PATIENT,
    status=AccountStatus.ACTIVE,
    identifiers=(parse_identifier("012345678"),),
    name="Sokha",
    language=Language.KHMER,
)
_CLAIMS = claims_for(
    _ACCOUNT, session_id=SessionId(UUID(int=2)), token_id=TokenId(UUID(int=3)), now=_NOW
)
_VALUE = claims_value(_CLAIMS, between=_HERE)


@pytest.mark.rule("AUTH-02")
@pytest.mark.rule("AUTH-03")
@pytest.mark.rule("AUTH-04")
@pytest.mark.rule("C04")
def test_claims_read_back() -> None:
    """
    A token says who, in which session, as what and in which language, for 15 minutes.
    """
    assert _CLAIMS == parse_claims(_VALUE, between=_HERE, now=_NOW)
    assert timedelta(minutes=15) == ACCESS_LIFE == _CLAIMS.expires_at - _CLAIMS.issued_at
    assert ("dastern.com", "dastern-mobile-app") == (_VALUE["iss"], _VALUE["aud"])


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "elsewhere"},
        {"aud": ["dastern-mobile-app"]},
        {"sub": None},
        {"sub": "1"},
        {"sid": 5},
        {"jti": ""},
        {"role": "superuser"},
        {"lang": "xx"},
        {"waiting": 0},
        {"exp": 2.5},
        {"exp": True},
        {"exp": 10**30},
        {"iat": None},
        {"nbf": "now"},
        {"exp": int(_NOW.timestamp()) + 901},
    ],
)
def test_any_other_claim_is_refused(changed: dict[str, object]) -> None:
    """
    A claim that is missing, of another type or for another place gives no access.
    """
    with pytest.raises(AccessTokenError):
        parse_claims({**_VALUE, **changed}, between=_HERE, now=_NOW)


@pytest.mark.parametrize(
    ("after", "is_valid"),
    [
        (timedelta(seconds=-10), True),
        (timedelta(seconds=-11), False),
        (ACCESS_LIFE - timedelta(microseconds=1), True),
        (ACCESS_LIFE, False),
    ],
)
def test_a_token_is_valid_for_its_time(after: timedelta, is_valid: bool) -> None:  # noqa: FBT001 - a parametrized expectation
    """
    Two servers' clocks may differ by ten seconds before, and not at all after.
    """
    if is_valid:
        assert _CLAIMS == parse_claims(_VALUE, between=_HERE, now=_NOW + after)
    else:
        with pytest.raises(AccessTokenError, match="not valid at this time"):
            parse_claims(_VALUE, between=_HERE, now=_NOW + after)


@pytest.mark.rule("AUTH-08")
@pytest.mark.rule("AUTH-35")
@pytest.mark.rule("C59")
@pytest.mark.parametrize("status", AccountStatus)
def test_status_is_asked_at_each_token(status: AccountStatus) -> None:
    """
    Rejected and closed accounts get none; who waits for verification gets one without rights.
    """
    account = attrs.evolve(_ACCOUNT, role=ActorRole.DOCTOR, status=status)
    facts = {"session_id": SessionId(UUID(int=2)), "token_id": TokenId(UUID(int=3))}
    if status in {AccountStatus.REJECTED, AccountStatus.CLOSED}:
        with pytest.raises(NotPermittedError):
            claims_for(account, now=_NOW, **facts)  # type: ignore[arg-type] # two kinds of id
    else:
        claims = claims_for(account, now=_NOW, **facts)  # type: ignore[arg-type] # as above
        assert (status is AccountStatus.PENDING_VERIFICATION) is claims.is_waiting
