"""
The thirteenth step: nothing is left of what had ended, and no session without a factor.

What a person's rows are asked besides is code, not history: `migrate` makes those checks with
the policies.
"""

from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Connections that ended before their end took what they allowed with it (CON-10, C28).
_ENDED = """
DELETE FROM grants AS given USING connections AS tie
WHERE tie.status = 'REVOKED'
    AND (given.patient_id, given.grantee_id) IN
        ((tie.patient_id, tie.member_id), (tie.member_id, tie.patient_id));
UPDATE access_requests AS asked SET status = 'CLOSED' FROM connections AS tie
WHERE tie.status = 'REVOKED' AND asked.status <> 'CLOSED'
    AND (asked.patient_id, asked.requester_id) = (tie.patient_id, tie.member_id);
"""


def upgrade() -> None:
    """
    Clear what ended connections allowed, and ask each emergency session for its factor.
    """
    op.execute(_ENDED)
    op.create_check_constraint(
        op.f("emergency_sessions_factor_check"),
        "emergency_sessions",
        "factor IN ('OTP', 'FINGERPRINT', 'IRIS')",
    )


def downgrade() -> None:
    """
    Ask no longer; what was cleared allowed nothing.
    """
    op.drop_constraint(op.f("emergency_sessions_factor_check"), "emergency_sessions", type_="check")
