"""
Sessions: `nox` alone runs the whole gate, `nox -s demo` shows the main job.

Each session makes its own environment from `constraints.txt`, with uv where it is
installed. No session needs a system package.
"""

import shutil

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_external_run = True
nox.options.sessions = ["lint", "types", "tests", "adapters", "traceability", "docs"]

CORE = ("-e", ".[ocr,qr,crypto,identity,batch,calendar,schema,testing]")
ADAPTERS = (
    *("-e", "adapters/dastern-analytics[polars,postgres]"),
    *("-e", "adapters/dastern-postgres[embedded,testing]"),
    *("-e", "adapters/dastern-identity[testing]"),
    *("-e", "adapters/dastern-ocr"),
    *("-e", "adapters/dastern-bakong[testing]"),
    *("-e", "adapters/dastern-signatures[testing]"),
    *("-e", "adapters/dastern-redis[testing]"),
    *("-e", "adapters/dastern-storage[clamd,s3,testing]"),
    *("-e", "adapters/dastern-stripe[testing]"),
    *("-e", "adapters/dastern-cli[all]"),
)
# Spark is 400 MB and needs Java: where that is absent its tests are skipped and say so.
SPARK = ("-e", "adapters/dastern-analytics[spark]") if shutil.which("java") else ()
PEERS = {
    # Later ones of the first ask a server.
    "khqr": ("bakong-khqr==0.5.8", "konthaina-khqr==0.1.7"),
    "adherence_batch": ("pdcscore>=1.1.9",),
    "schedule": ("recurring-ical-events>=3.8",),  # it refuses the dateutil that we pin
}
RULES = {"DASTERN_RULES_RECORD": ".cache/rules"}
FULL_SIZES = {
    "DASTERN_FAULT_DOSES": "20000",
    "DASTERN_FAULT_KILLS": "100",
    "DASTERN_FAULT_PAYMENTS": "5000",
    "DASTERN_REFRESH_ROUNDS": "2000",
}


def install(session: nox.Session, *packages: str, groups: tuple[str, ...] = ()) -> None:
    """
    Install into the session, every version as constraints.txt pins it.
    """
    named = [argument for group in groups for argument in ("--group", group)]
    session.install("-c", "constraints.txt", *packages, *named)


@nox.session
def demo(session: nox.Session) -> None:
    """
    Show the whole path, from a photo to paid and proven doses, on real parts.
    """
    install(session, *CORE, *ADAPTERS)
    session.run("dastern", "demo", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """
    Test the core: every branch, every doctest, every architecture rule.
    """
    install(session, *CORE, *ADAPTERS, groups=("tests", "lint", "tools"))
    session.run("coverage", "erase")
    session.run(*("coverage", "run", "-m", "pytest", "--doctest-modules", "src"), env=RULES)
    session.run(*("coverage", "run", "-m", "pytest", "tests", "docs", *session.posargs), env=RULES)
    session.run("coverage", "combine")
    session.run("coverage", "report")


@nox.session
def adapters(session: nox.Session) -> None:
    """
    Test the adapters against real parts that the tests start themselves.
    """
    install(session, *CORE, *ADAPTERS, *SPARK, groups=("tests", "tools"))
    session.run("pytest", "adapters", *session.posargs, env=RULES)


@nox.session
def lint(session: nox.Session) -> None:
    """
    Check style, spelling and the import contracts.
    """
    install(session, *CORE, *ADAPTERS, groups=("lint",))
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("codespell", "src", "adapters", "docs", "tests", "tools", "README.md")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """
    Check every type, strictly, in the library, its tests and its scripts.
    """
    install(session, *CORE, *ADAPTERS, groups=("tests", "types", "tools", "docs"))
    session.run("mypy", "src", "tests", "tools", "examples", "noxfile.py", "conftest.py")
    for name in (
        "analytics",
        "bakong",
        "cli",
        "identity",
        "ocr",
        "postgres",
        "redis",
        "signatures",
        "storage",
        "stripe",
    ):
        with session.chdir(f"adapters/dastern-{name}"):
            session.run(
                *("mypy", "--config-file", "../../pyproject.toml", "src", "tests"),
                env={"MYPYPATH": "src"},
            )


@nox.session
def traceability(session: nox.Session) -> None:
    """
    Print which of the domain rules have a test that passed in the last run.
    """
    session.run("python", "tools/traceability.py", *session.posargs, env=RULES)


@nox.session
def docs(session: nox.Session) -> None:
    """
    Build the documentation; a warning is an error.
    """
    install(session, *CORE, groups=("docs",))
    session.run(
        *("mkdocs", "build", "--strict", "--site-dir", "site"),
        env={"NO_MKDOCS_2_WARNING": "1"},
    )


@nox.session
def bench(session: nox.Session) -> None:
    """
    Print a domain's speed against its named peers: `nox -s bench -- khqr`.
    """
    install(session, *CORE, *ADAPTERS, groups=("tests",))
    name, *arguments = session.posargs or ("khqr",)
    if name in PEERS:
        session.install(*PEERS[name])
    session.run("python", f"bench/{name}.py", *arguments)


@nox.session
def stress(session: nox.Session) -> None:
    """
    Run races, kills and changed policies at full size, an hour or so: `nox -s stress -- -k sweep`.
    """
    install(session, *CORE, *ADAPTERS, groups=("tests",))
    tests = "adapters/dastern-postgres/tests"
    session.run(
        *("pytest", "-rP", f"{tests}/test_operation_faults.py", f"{tests}/test_payment_faults.py"),
        *(f"{tests}/test_identity_races.py", f"{tests}/test_row_security.py", *session.posargs),
        env=FULL_SIZES,
    )


@nox.session
def fuzz(session: nox.Session) -> None:
    """
    Feed a decoder with anything for a number of seconds: `nox -s fuzz -- khqr 300`.
    """
    install(session, *CORE, groups=("tests",))
    name, *arguments = session.posargs or ("khqr",)
    session.run("python", f"fuzz/{name}.py", *arguments)


@nox.session
def constraints(session: nox.Session) -> None:
    """
    Pin every version anew in constraints.txt, which names no host.
    """
    install(session, groups=("release",))
    session.run(
        *("uv", "export", "--all-packages", "--all-extras", "--all-groups", "--upgrade"),
        *("--no-emit-workspace", "--no-hashes", "--no-header", "--no-annotate"),
        *("--quiet", "--output-file", "constraints.txt"),
    )


@nox.session
def release(session: nox.Session) -> None:
    """
    Collect the changelog and build every distribution into dist/.
    """
    install(session, groups=("release",))
    session.run("towncrier", "build", "--yes", "--version", *session.posargs)
    session.run("uv", "build", "--all-packages")
