"""
The step that keeps who comes in: accounts, what proves them, and their log-ins.
"""

import sqlalchemy as sa
from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_MEMBER = sa.String(64)

# What identifies a row for ever: an account, an identifier or a session changes no hands.
_FIXED = """
CREATE TRIGGER fixed BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION refuse_step();
"""
_FIXED_COLUMNS = {
    "accounts": ("id",),
    "external_identities": ("issuer", "subject", "account_id"),
    "challenges": ("id", "identifier", "device", "purpose", "digest", "issued_at"),
    "sessions": ("id", "account_id", "opened_at", "expires_at", "root"),
}

# A number goes up and an end is for ever, whoever writes the statement (AUTH-05).
_FORWARD = """
CREATE TRIGGER forward BEFORE UPDATE ON sessions FOR EACH ROW
    WHEN (NEW.number < OLD.number OR OLD.ended_at IS NOT NULL)
    EXECUTE FUNCTION refuse_step();
"""


def upgrade() -> None:
    """
    Make the tables.
    """
    _accounts()
    _proofs()
    _sessions()
    for table, columns in _FIXED_COLUMNS.items():
        old, new = (
            "ROW(" + ", ".join(f'{row}."{column}"' for column in columns) + ")"
            for row in ("OLD", "NEW")
        )
        op.execute(_FIXED.format(table=table, old=old, new=new))
    op.execute(_FORWARD)


def downgrade() -> None:
    """
    Drop the tables with everything in them: nobody can log in after that.
    """
    for table in (
        "biometric_references",
        "sessions",
        "password_resets",
        "login_nonces",
        "login_failures",
        "challenges",
        "licences",
        "external_identities",
        "account_identifiers",
        "accounts",
    ):
        op.drop_table(table)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("role", _MEMBER, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", _MEMBER, nullable=False),
        sa.Column("born_on", sa.Date),
        sa.Column("gender", _MEMBER),
        sa.Column("hospital_id", sa.Uuid),
        sa.Column("password_hash", sa.Text),
        sa.Column("closed_at", _INSTANT),
        comment="Who can come in (AUTH-12); read by the identity role alone.",
    )
    op.create_table(
        "account_identifiers",
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("channel", _MEMBER, nullable=False),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        comment="By what they come in, each once (AUTH-18).",
    )
    op.create_index(None, "account_identifiers", ["account_id"])
    op.create_table(
        "external_identities",
        sa.Column("issuer", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), nullable=False),
        comment="Whom another service vouches for (AUTH-28).",
    )
    op.create_index(None, "external_identities", ["account_id"])
    op.create_table(
        "licences",
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("hospital", sa.Text, nullable=False),
        sa.Column("specialty", _MEMBER, nullable=False),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        comment="What doctors are verified by (AUTH-16).",
    )


def _proofs() -> None:
    op.create_table(
        "challenges",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("channel", _MEMBER, nullable=False),
        sa.Column("identifier", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("purpose", _MEMBER, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("issued_at", _INSTANT, nullable=False),
        sa.Column("guesses", sa.ARRAY(_INSTANT), nullable=False),
        sa.Column("used_at", _INSTANT),
        comment="One-time codes by their keyed digests (AUTH-22).",
    )
    op.create_index(None, "challenges", ["identifier", "device", "issued_at"])
    op.create_index(None, "challenges", ["issued_at"])
    op.create_table(
        "login_failures",
        sa.Column("account_id", sa.Uuid, primary_key=True),
        sa.Column("origin", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("locked_until", _INSTANT),
        sa.Column("at", _INSTANT, nullable=False),
        comment="Of accounts and of stand-ins for unknown ones alike (AUTH-11).",
    )
    op.create_index(None, "login_failures", ["at"])
    op.create_table(
        "login_nonces",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("expires_at", _INSTANT, nullable=False),
        comment="Each is good for one log-in (AUTH-28).",
    )
    op.create_index(None, "login_nonces", ["expires_at"])
    op.create_table(
        "password_resets",
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT),
        comment="The newest of each account, without its token (AUTH-26).",
    )
    op.create_index(None, "password_resets", ["begun_at"])
    op.create_table(
        "biometric_references",
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("kind", _MEMBER, primary_key=True),
        sa.Column("reference", sa.LargeBinary, nullable=False),
        comment="An opaque name in the matcher's store, sealed (EPA-12).",
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT, nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.Column("end", _MEMBER),
        comment="Each one family of refresh tokens, of which none is stored (AUTH-06).",
    )
    op.create_index(None, "sessions", ["account_id"])
    op.create_index(None, "sessions", ["expires_at"])
