"""
The nineteenth step: what somebody told a patient of their connection is about the patient.

It was about whoever wrote it, and so outlived the patient's key. The words are taken out, for
no step can seal them anew: they stand in the patient's audit entries.
"""

from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """
    Give such notices to their patient.
    """
    op.execute(
        "ALTER TABLE notices DISABLE TRIGGER USER"
    )  # about whom a notice is, no step changes
    op.execute(
        "UPDATE notices SET patient_id = recipient_id, sealed = NULL,"
        """ unsealed = '{"reason": null}'"""
        " FROM connections AS tie WHERE tie.id = notices.about"
        " AND notices.kind IN ('connection_requested', 'connection_accepted', 'connection_ended')"
        " AND notices.patient_id = tie.member_id AND notices.recipient_id = tie.patient_id"
    )
    op.execute("ALTER TABLE notices ENABLE TRIGGER USER")


def downgrade() -> None:
    """
    Leave them: an earlier release shows them alike.
    """
