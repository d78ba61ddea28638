"""
Compare KHQR codes with the National Bank's SDK: operations a CPU second, and differences.

Run ``python bench/khqr.py`` for the speeds of ours, the SDK's and Python packages', on one
thread of one machine; ``python bench/khqr.py --differences CASES`` sends as many inputs made
by Hypothesis to ours and to the SDK and lists every difference that
``docs/domains/khqr.md`` does not document. Needs node and npm, which install the SDK into a
temporary folder; ``nox -s bench -- khqr`` installs the Python packages. Exits 1 on a
difference, or where ours is not the faster one.
"""

import importlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from dastern_core import khqr

SDK = "bakong-khqr@1.0.20"
TIMES = 20_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOW = 1_767_225_600_000
SAMPLE = {
    "bakongAccountID": "john_smith@devb",
    "merchantName": "John Smith",
    "merchantCity": "Phnom Penh",
    "merchantID": "123456",
    "acquiringBank": "Dev Bank",
    "currency": 840,
    "amount": 12.34,
    "billNumber": "INV-2026-0001",
    "mobileNumber": "85512345678",
    "storeLabel": "Main",
    "terminalLabel": "POS-01",
    "expirationTimestamp": 4_102_444_800_000,
}
OURS = {
    "bakongAccountID": "bakong_account_id",
    "merchantID": "merchant_id",
    "upiMerchantAccount": "union_pay_merchant",
}
Answer = dict[str, Any]
Ask = Callable[[Answer], Answer]


def our_name(name: str) -> str:
    """
    Give our name of one of the SDK's fields.
    """
    return OURS.get(name) or re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name)


@contextmanager
def official_sdk() -> Iterator[Ask]:
    """
    Install the SDK and keep it running for questions.
    """
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        sys.exit("node and npm are needed to run the official SDK")
    with tempfile.TemporaryDirectory() as folder:
        options = ("--no-audit", "--no-fund", "--ignore-scripts", "--silent")
        subprocess.run([npm, "install", *options, SDK], cwd=folder, check=True)  # noqa: S603 - pinned
        script = shutil.copy(Path(__file__).with_name("khqr_sdk.js"), folder)
        with subprocess.Popen(  # noqa: S603 - our own script
            [node, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        ) as process:
            pipe_in, pipe_out = process.stdin, process.stdout
            if pipe_in is None or pipe_out is None:
                sys.exit("node gave no pipes")

            def ask(row: Answer) -> Answer:
                pipe_in.write(json.dumps(row) + "\n")
                answer: Answer = json.loads(pipe_out.readline())
                return answer

            yield ask
            pipe_in.close()


def rate(work: Callable[[], object]) -> float:
    """
    Give calls a CPU second, the best of three rounds.
    """
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for _ in range(TIMES):
            work()
        best = min(best, time.process_time() - start)
    return TIMES / best


def our_speeds(payload: str) -> dict[str, float]:
    """
    Measure ours; encoding goes from plain fields to the payload and its MD5.
    """
    now = EPOCH + timedelta(milliseconds=NOW)
    fields: dict[str, Any] = {our_name(name): value for name, value in SAMPLE.items()}
    return {
        "encode": rate(lambda: khqr.md5(khqr.encode(khqr.Merchant(**fields), now=now))),
        "decode": rate(lambda: khqr.decode(payload)),
        "verify": rate(lambda: khqr.verify(payload, now=now)),
    }


def peer_speeds(payload: str) -> dict[str, dict[str, float]]:
    """
    Measure the Python packages, where they are installed.
    """
    try:
        bakong = importlib.import_module("bakong_khqr").KHQR("token")
        other = importlib.import_module("konthaina_khqr")
    except ImportError:
        print("the Python packages are not installed: nox -s bench -- khqr installs them")
        return {}
    kind = other.MerchantType.MERCHANT

    def bakong_encode() -> object:
        return bakong.generate_md5(
            bakong.create_qr(
                bank_account="john_smith@devb",
                merchant_name="John Smith",
                merchant_city="Phnom Penh",
                amount=12.34,
                currency="USD",
                store_label="Main",
                phone_number="85512345678",
                bill_number="INV-2026-0001",
                terminal_label="POS-01",
            )
        )

    def other_encode() -> object:
        return (
            other.KHQRGenerator(kind)
            .set_bakong_account_id("john_smith@devb")
            .set_merchant_name("John Smith")
            .set_merchant_city("Phnom Penh")
            .set_merchant_id("123456")
            .set_acquiring_bank("Dev Bank")
            .set_currency("USD")
            .set_amount(12.34)
            .set_bill_number("INV-2026-0001")
            .set_mobile_number("85512345678")
            .set_store_label("Main")
            .set_terminal_label("POS-01")
            .generate()
        )

    return {
        "bakong-khqr 0.5.8": {"encode": rate(bakong_encode)},
        "konthaina-khqr 0.1.7": {
            "encode": rate(other_encode),
            "decode (flat)": rate(lambda: other.decode(payload)),
            "verify (CRC only)": rate(lambda: other.verify(payload)),
        },
    }


def compare_speeds(ask: Ask) -> bool:
    """
    Print the speeds and tell whether ours is the faster one throughout.
    """
    sdk = ask({"speed": TIMES, "input": SAMPLE})
    payload = sdk.pop("qr")
    ours = our_speeds(payload)
    print(f"{len(payload)} characters, operations a CPU second, one thread")
    print(f"{'':8}{'ours':>10}{'SDK':>10}{'ratio':>8}")
    for name, speed in ours.items():
        print(f"{name:8}{speed:10,.0f}{sdk[name]:10,.0f}{speed / sdk[name]:8.2f}")
    for peer, speeds in peer_speeds(payload).items():
        for name, speed in speeds.items():
            print(f"{peer} {name}: {speed:,.0f}")
    return all(ours[name] > sdk[name] for name in ours)


# --- differences -------------------------------------------------------------

LETTERS = st.sampled_from("aZ09 .@-+កាំ២é☕😀\x00\n")
ALMOST_DIGITS = st.text(st.sampled_from("0123456789"), max_size=6) | st.sampled_from(
    ["12a", "+1", " 5", "1.5", "០១"]
)


def texts(limit: int) -> st.SearchStrategy[Any]:
    """
    Give nothing, short texts, and texts around a limit.
    """
    return st.one_of(
        st.none(),
        st.text(LETTERS, max_size=limit + 2),
        st.integers(limit - 2, limit + 2).map("x".__mul__),
        st.integers(limit - 2, limit + 2).map("ក".__mul__),
        st.integers(limit // 2 - 1, limit // 2 + 1).map("😀".__mul__),
        st.integers(0, 10**9),
    )


AMOUNTS = st.one_of(
    st.none(),
    st.integers(-10, 10**14),
    st.integers(0, 10**12).map(lambda cents: cents / 100),
    st.floats(0, 1e15, allow_nan=False),
    st.from_regex(r"[0-9]{1,14}(\.[0-9]{0,3})?", fullmatch=True),
    st.text(st.sampled_from("0123456789.-+e ,x"), max_size=8),
)
EXPIRATIONS = (
    st.integers(NOW - 2, NOW + 10**9)
    | st.integers(NOW, NOW + 9).map(str)
    | st.sampled_from([None, "", 1, "abc", NOW // 1000, NOW * 10, NOW + 0.5])
)
TAME = st.text(LETTERS, min_size=1, max_size=6)
WILD = {
    "bakongAccountID": st.builds("{}@{}".format, st.text(LETTERS, max_size=17), TAME)
    | texts(32).filter(lambda value: not isinstance(value, int)),
    "merchantName": texts(25),
    "merchantCity": texts(15),
    "acquiringBank": texts(32),
    "currency": st.sampled_from([None, "", 978, "USDT", "11", 1160, -116, "116 "]),
    "amount": AMOUNTS,
    "expirationTimestamp": EXPIRATIONS,
    "billNumber": texts(25),
    "mobileNumber": texts(25),
    "storeLabel": texts(25),
    "terminalLabel": texts(25),
    "purposeOfTransaction": texts(25),
    "languagePreference": st.sampled_from(["km", "k", "khm", "", None]),
    "merchantNameAlternateLanguage": texts(25),
    "merchantCityAlternateLanguage": texts(15),
    "upiMerchantAccount": st.none() | st.integers(97, 101).map("7".__mul__),
    "merchantCategoryCode": ALMOST_DIGITS | st.integers(0, 20_000),
}
USUAL_FIELDS = st.fixed_dictionaries(
    {
        "bakongAccountID": st.builds("{}@{}".format, TAME, TAME),
        "merchantName": TAME,
        "merchantCity": TAME,
        "acquiringBank": TAME,
        "expirationTimestamp": st.integers(NOW, NOW + 10**9),
        "currency": st.sampled_from([116, 840, "116", "840"]),
    },
    optional={
        "amount": AMOUNTS,
        "billNumber": TAME,
        "mobileNumber": TAME,
        "storeLabel": TAME,
        "terminalLabel": TAME,
        "purposeOfTransaction": TAME,
        "merchantCityAlternateLanguage": TAME,
    },
)
KINDS: dict[str, tuple[str, type[khqr.Individual | khqr.Merchant]]] = {
    "individual": ("accountInformation", khqr.Individual),
    "merchant": ("merchantID", khqr.Merchant),
}


@st.composite
def rows(draw: st.DrawFn) -> Answer:
    """
    Give an account of usual fields, up to three of them replaced by wild ones.
    """
    kind = draw(st.sampled_from(sorted(KINDS)))
    own = KINDS[kind][0]
    fields = {**draw(USUAL_FIELDS), own: draw(TAME)}
    for name in draw(st.lists(st.sampled_from([own, *WILD]), max_size=3)):
        fields[name] = draw(WILD.get(name, texts(32)))
    return {"kind": kind, "now": NOW, "input": fields}


VALUES = st.text(LETTERS | st.sampled_from("0123456789"), max_size=27)
TAGS = ["00", "01", "15", "29", "30", "31", "52", "53", "54", "58", "59", "60", "62", "64", "99"]
USUAL = {
    "00": "01", "01": "11", "29": "0003a@b", "30": "0003a@b0101x0201y", "52": "5999", "53": "116",
    "54": "1", "58": "KH", "59": "N", "60": "C", "99": "001317672256000000113" + str(NOW + 9),
}  # fmt: skip


@st.composite
def payloads(draw: st.DrawFn) -> str:
    """
    Give a nearly valid code with a right checksum: tags moved, dropped, doubled or changed.
    """
    chosen = ["00", "01", draw(st.sampled_from(["29", "30"])), "52", "53", "58", "59", "60"]
    chosen += draw(st.lists(st.sampled_from(TAGS), max_size=2))
    if draw(st.integers(0, 3)) == 0:
        chosen = draw(st.permutations(chosen))[draw(st.integers(0, 1)) :]
    changed = draw(st.sets(st.sampled_from(chosen), max_size=1))
    parts = []
    for tag in chosen:
        value = USUAL.get(tag, "")
        if tag in changed or not value:
            keys = st.sampled_from(["00", "01", "02", "07"])
            inner = draw(st.lists(st.tuples(keys, VALUES), max_size=2))
            template = "".join(f"{key}{utf16(part):02}{part}" for key, part in inner)
            value = draw(st.sampled_from(["12", template]) | VALUES)
        parts.append(f"{tag}{utf16(value):02}{value}")
    body = "".join(parts) + "6304"
    return body + khqr.crc(body)


def utf16(text: str) -> int:
    """
    Count UTF-16 code units.
    """
    return len(text.encode("utf-16-le")) // 2


def our_answer(row: Answer) -> tuple[Answer, str]:
    """
    Answer as the SDK's script does, with our code of the first problem.
    """
    now = EPOCH + timedelta(milliseconds=row["now"])
    if "qr" in row:
        verdict = khqr.verify(row["qr"], now=now)
        return {"valid": verdict.valid}, verdict.problems[0].code if verdict.problems else ""
    fields = {our_name(name): value for name, value in row["input"].items()}
    try:
        payload = khqr.encode(KINDS[row["kind"]][1](**fields), now=now)
    except khqr.KhqrError as error:
        return {"error": error.problems[0].sdk_code}, error.problems[0].code
    return {"qr": payload, "md5": khqr.md5(payload)}, ""


def documented(row: Answer, theirs: Answer, code: str) -> str:
    """
    Name the documented reason of a difference, or give nothing.
    """
    if "crash" in theirs:
        return "the SDK hangs or throws" if code else ""
    if code in {"malformed_tlv", "duplicate_tag", "template_too_long", "not_text"}:
        return code
    if code == "language_preference_required" and "qr" in theirs:
        return code
    amount = row.get("input", {}).get("amount")
    if code == "transaction_amount_invalid" and isinstance(amount, str):
        plain = re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", amount)
        return "" if plain else "amount that is no plain decimal"
    return ""


def compare_answers(ask: Ask, *, cases: int) -> bool:
    """
    Print the differences found in some cases and tell whether all are documented.
    """
    found: Counter[str] = Counter()
    options = settings(
        max_examples=1_000,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def judge(row: Answer) -> None:
        theirs = ask(row)
        ours, code = our_answer(row)
        if "crash" in theirs and not code:  # on a busy machine 50 ms are soon over
            theirs = ask(row)
        if ours == theirs:
            found[f"same {sorted(ours)} {'refused' if code else 'good'}"] += 1
            return
        reason = documented(row, theirs, code)
        found[f"documented: {reason}" if reason else "DIFFERENT"] += 1
        if not reason and found["DIFFERENT"] <= 20:  # noqa: PLR2004 - enough to see what it is
            print(json.dumps({"row": row, "theirs": theirs, "ours": ours, "code": code}))

    for number in count():
        if found.total() >= cases:
            break
        for strategy in (rows(), st.builds(lambda qr: {"qr": qr, "now": NOW}, payloads())):
            seed(number)(options(given(strategy)(judge)))()
    for name, times in found.most_common():
        print(f"{times:8,} {name}")
    print(f"{found.total():8,} cases")
    return not found["DIFFERENT"]


def main() -> None:
    """
    Run one of the two comparisons.
    """
    with official_sdk() as ask:
        match sys.argv[1:]:
            case []:
                good = compare_speeds(ask)
            case ["--differences", cases]:
                good = compare_answers(ask, cases=int(cases))
            case _:
                sys.exit(__doc__)
    sys.exit(not good)


if __name__ == "__main__":
    main()
