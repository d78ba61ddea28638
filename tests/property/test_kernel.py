"""
Laws of the kernel.

* Canonical bytes read back as the same JSON value, do not depend on the order of keys,
  and are a fixed point.
* Amounts: writing and reading is the identity; reading gives an amount or a declared
  error, and a written decimal has no exponent.
* Money: writing and reading is the identity.
* Wall clocks: a time shown once or first reads back from its instant; a time in a gap
  moves forward; later wall times on one side of a shift are later instants.
* Days: an instant lies in the period of its own local day and in no other; each day
  begins where the day before ended.
"""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from dastern_core.kernel import (
    Currency,
    InvalidInputError,
    Money,
    WallClock,
    canonical_bytes,
    day_period,
    decimal_text,
    local_date,
    parse_amount,
    resolve,
)

ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "Asia/Phnom_Penh",
        "Europe/Paris",
        "Asia/Beirut",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "America/Havana",
    )
)
zones = st.sampled_from(ZONES)
days = st.dates(min_value=date(1995, 1, 1), max_value=date(2040, 12, 31))
walls = st.times()
instants = st.datetimes(
    min_value=datetime(1995, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2040, 12, 31),  # noqa: DTZ001 - the strategy adds the zone
    timezones=st.just(UTC),
)
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(value=values)
def test_canonical_bytes_read_back(value: object) -> None:
    """
    Canonical bytes are JSON for the value, and spelling it again changes nothing.
    """
    spelled = canonical_bytes(value)

    read = json.loads(spelled)

    assert value == read
    assert spelled == canonical_bytes(read)


@given(value=st.dictionaries(texts, st.integers(0, 9)), data=st.data())
def test_the_order_of_keys_does_not_matter(value: dict[str, int], data: st.DataObject) -> None:
    """
    A mapping built in another order has the same bytes.
    """
    shuffled = dict(data.draw(st.permutations(sorted(value.items()))))

    assert canonical_bytes(value) == canonical_bytes(shuffled)


@given(amount=st.fractions(min_value=0, max_value=10**6, max_denominator=10**6))
@example(amount=Fraction(1, 10**7))
def test_a_written_amount_reads_back(amount: Fraction) -> None:
    """
    Reading what was written gives the same amount, and no exponent appears.
    """
    text = decimal_text(amount)

    assert amount == parse_amount(text)
    assert "E" not in text


@given(text=st.text(max_size=40) | st.from_regex(r"\A[0-9០-៩ ]{0,4}[./,½⅓ ]?[0-9]{0,3}\Z"))
def test_any_text_is_an_amount_or_a_declared_error(text: str) -> None:
    """
    Reading never fails in another way, and an amount is never negative.
    """
    with suppress(InvalidInputError):
        amount = parse_amount(text)

        assert amount >= 0


@given(minor=st.integers(-(10**17), 10**17), currency=st.sampled_from(Currency))
def test_written_money_reads_back(minor: int, currency: Currency) -> None:
    """
    The number that money prints reads as the same money.
    """
    money = Money(minor=minor, currency=currency)
    number, _ = str(money).split(" ")

    assert money == Money.parse(number, currency=currency)


@given(day=days, wall=walls, zone=zones)
@example(day=date(2011, 12, 30), wall=time(12), zone=ZoneInfo("Pacific/Apia"))
@example(day=date(2026, 10, 4), wall=time(2, 15), zone=ZoneInfo("Australia/Lord_Howe"))
@example(day=date(2026, 11, 1), wall=time(0, 30), zone=ZoneInfo("America/Havana"))
def test_a_resolved_time_shows_on_the_wall(day: date, wall: time, zone: ZoneInfo) -> None:
    """
    The instant shows the asked time, the first time round; in a gap it shows a later one.
    """
    asked = datetime.combine(day, wall)

    found = resolve(day, wall, zone=zone)

    local = found.instant.astimezone(zone)
    shown = local.replace(tzinfo=None, fold=0)
    if found.wall_clock is WallClock.GAP:
        assert shown > asked
    else:
        assert (asked, 0) == (shown, local.fold)


@given(day=days, first=walls, second=walls, zone=zones)
def test_time_runs_forward_on_one_side_of_a_shift(
    day: date, first: time, second: time, zone: ZoneInfo
) -> None:
    """
    Of two times that a day shows once, the later on the wall is the later instant.
    """
    early, late = sorted([first, second])
    one, two = resolve(day, early, zone=zone), resolve(day, late, zone=zone)

    if WallClock.GAP not in {one.wall_clock, two.wall_clock}:
        assert one.instant <= two.instant


@given(instant=instants, zone=zones)
@example(instant=datetime(2011, 12, 30, 10, tzinfo=UTC), zone=ZoneInfo("Pacific/Apia"))
@example(instant=datetime(2026, 3, 28, 22, tzinfo=UTC), zone=ZoneInfo("Asia/Beirut"))
def test_an_instant_lies_in_its_own_day_alone(instant: datetime, zone: ZoneInfo) -> None:
    """
    The local date of an instant names the only day whose period holds it.
    """
    own = local_date(instant, zone=zone)

    holding = [
        day
        for day in (own + timedelta(days=offset) for offset in range(-2, 3))
        if instant in day_period(day, zone=zone)
    ]

    assert [own] == holding


@given(day=days, zone=zones)
def test_each_day_begins_where_the_last_ended(day: date, zone: ZoneInfo) -> None:
    """
    Days leave no gap between them.
    """
    today, tomorrow = (day_period(day + timedelta(days=n), zone=zone) for n in (0, 1))

    assert tomorrow.start == today.end
