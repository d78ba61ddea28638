"""
Decisions: which use cases ask none, and why each of them need not.
"""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import attrs
import pytest

USECASES = Path(__file__).parents[2] / "src" / "dastern_core" / "usecases"
PACKAGE = "dastern_core.usecases."
DECIDES = ("dastern_core.permissions", "decide")

Name = tuple[str, str]

JOB = "the system's job: it works for everybody, under the worker's role, and is asked by nobody"
COMES_IN = "whoever calls has not said who they are yet: this is how they do"
OWN = "about the account of an authenticated token and no other, which has no say in whose it is"
KEEPER = "of whoever runs the service and holds the keys, from the command line; no person's step"

ASK_NOTHING: Mapping[str, str] = {
    "authenticate.authenticate": COMES_IN,
    "judging.standing_of": "no step of its own: it says who asks, for the decision to follow",
    "change_password.begin_password_reset": COMES_IN,
    "change_password.change_password": OWN,
    "change_password.finish_password_reset": COMES_IN,
    "clear_login_records.clear_login_records": JOB,
    "close_account.close_account": OWN,
    "complete_prescriptions.complete_prescriptions": JOB,
    "emergency_access.expire_emergencies": JOB,
    "emergency_access.start_emergency": (
        "`start_session` refuses by EPE-04's own list, with the second factor, and every attempt"
        " is on record; `tests/permissions/test_emergencies.py` holds it to the decision"
    ),
    "end_login.end_login": OWN,
    "end_login.end_other_logins": OWN,
    "end_login.list_logins": OWN,
    "end_login.log_out": OWN,
    "enrol_biometric.enrol_biometric": OWN,
    "enrol_biometric.read_biometric": "of the matcher, while somebody comes in; shown to nobody",
    "enrol_biometric.remove_biometric": OWN,
    "erase_patient.erase_patient": KEEPER,
    "expire_payments.expire_payments": JOB,
    "expire_subscriptions.expire_subscriptions": JOB,
    "export_audit_log.export_audit_log": KEEPER,
    "extend_plans.extend_plans": JOB,
    "invite_member.clear_invitations": JOB,
    "log_in.log_in": COMES_IN,
    "log_in_by_code.log_in_by_code": COMES_IN,
    "log_in_by_google.begin_google_login": COMES_IN,
    "log_in_by_google.log_in_by_google": COMES_IN,
    "poll_payments.poll_payments": JOB,
    "prove_factor.prove_factor": OWN,
    "prove_factor.request_factor": OWN,
    "refresh_login.refresh_login": COMES_IN,
    "register_account.register_account": COMES_IN,
    "request_code.request_code": COMES_IN,
    "rotate_data_key.reseal_values": JOB,
    "rotate_data_key.rotate_data_key": KEEPER,
    "sequence_audit_log.sequence_audit_log": JOB,
    "sign_log.sign_log": KEEPER,
    "settle_payment.settle_payment": (
        "whoever tells of a payment is not believed: the gateway is asked (C38);"
        " `settle_own_payment` is the payer's"
    ),
    "summarise_audit_log.summarise_audit_log": KEEPER,
    "sweep_missed.sweep_missed": JOB,
    "take_webhook.take_hint": "a gateway's own message, proven by its signature and not believed",
    "take_webhook.take_webhook": "a gateway's own message, proven by its signature",
}


@attrs.frozen
class Module:
    """
    What a module of use cases defines, imports and promises.
    """

    defined: Mapping[str, ast.stmt]
    imported: Mapping[str, Name]
    promised: frozenset[str]


def module_of(path: Path) -> Module:
    """
    Read a module.
    """
    tree = ast.parse(path.read_text())
    imported, promised = {}, frozenset[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            for one in node.names:
                imported[one.asname or one.name] = (node.module.removeprefix(PACKAGE), one.name)
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            promised = frozenset(ast.literal_eval(node.value))
    defined = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return Module(defined=defined, imported=imported, promised=promised)


@cache
def modules() -> Mapping[str, Module]:
    """
    Read every module of use cases.
    """
    return {path.stem: module_of(path) for path in USECASES.glob("*.py")}


def reached(start: Name) -> tuple[frozenset[Name], bool]:
    """
    Give what a function speaks of, itself or through others, and whether it begins a unit of work.
    """
    seen: set[Name] = set()
    waiting, begins = [start], False
    while waiting:
        name = waiting.pop()
        module = modules().get(name[0])
        if name in seen or module is None or name[1] not in module.defined:
            seen.add(name)
            continue
        seen.add(name)
        for node in ast.walk(module.defined[name[1]]):
            if isinstance(node, ast.Attribute):
                begins |= node.attr == "begin"
            elif isinstance(node, ast.Name):
                local = (name[0], node.id) if node.id in module.defined else None
                waiting += [one for one in (local, module.imported.get(node.id)) if one]
    return frozenset(seen), begins


def without(wanted: Name) -> set[str]:
    """
    Give the use cases that begin a unit of work and never reach a function.
    """
    found = set()
    for stem, module in modules().items():
        for name in module.promised & module.defined.keys():
            names, begins = reached((stem, name))
            if begins and wanted not in names:
                found.add(f"{stem}.{name}")
    return found


@pytest.mark.rule("RBAC-20")
def test_every_use_case_asks_a_decision_or_says_why_not() -> None:
    """
    A new one that opens a store asks, or stands in the list above with its reason.
    """
    silent = without(DECIDES)

    assert set() == silent - ASK_NOTHING.keys()
    assert set() == ASK_NOTHING.keys() - silent
