"""
What permissions are made of, stored: the contracts, on a real database.
"""

from dastern_core.testing.contracts import (
    AccessRequestsContract,
    ActorsContract,
    ConnectionsContract,
    DoctorNotesContract,
    EmergencySessionsContract,
    GrantsContract,
    InvitationsContract,
    NudgesContract,
)


class TestPostgresAccessRequests(AccessRequestsContract):
    """
    Access requests in PostgreSQL.
    """


class TestPostgresActors(ActorsContract):
    """
    Actors in PostgreSQL.
    """


class TestPostgresConnections(ConnectionsContract):
    """
    Connections in PostgreSQL.
    """


class TestPostgresDoctorNotes(DoctorNotesContract):
    """
    Doctor's notes in PostgreSQL.
    """


class TestPostgresEmergencySessions(EmergencySessionsContract):
    """
    Emergency sessions in PostgreSQL.
    """


class TestPostgresGrants(GrantsContract):
    """
    Grants in PostgreSQL.
    """


class TestPostgresInvitations(InvitationsContract):
    """
    Invitations in PostgreSQL.
    """


class TestPostgresNudges(NudgesContract):
    """
    Nudges in PostgreSQL.
    """
