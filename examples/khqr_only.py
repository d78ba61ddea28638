"""
KHQR only: write a payment code, judge it and read it back.
"""

from datetime import UTC, datetime, timedelta

from dastern_core.khqr import Individual, decode, encode, md5, verify

now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
account = Individual(
    bakong_account_id="sample_clinic@devb",
    merchant_name="Sample Clinic",
    amount="2000",  # riel
    bill_number="PLAN-0001",
    expiration_timestamp=now + timedelta(minutes=15),
)
code = encode(account, now=now)
print(code)
print("track its payment by", md5(code))
print("may be paid now:", verify(code, now=now).valid)
print("in an hour:", verify(code, now=now + timedelta(hours=1)).problems[0].code)
print("pays", decode(code).amount, "riel to", decode(code).merchant_name)
