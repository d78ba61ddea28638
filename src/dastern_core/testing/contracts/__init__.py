"""
Contracts: one class a port; an adapter's tests subclass it and supply the fixture.

Example:
    A store passes when its subclass does::

        class TestMyStore(StoreContract):
            @pytest.fixture
            def store(self):
                return MyStore()

    The tests cite rules by the marker ``rule``; register it in your own pytest settings.
"""

from dastern_core.testing.contracts.access_requests import AccessRequestsContract
from dastern_core.testing.contracts.accounts import AccountsContract
from dastern_core.testing.contracts.actors import ActorsContract
from dastern_core.testing.contracts.audit_log import AuditLogContract
from dastern_core.testing.contracts.batches import BatchesContract
from dastern_core.testing.contracts.biometrics import BiometricsContract
from dastern_core.testing.contracts.challenges import ChallengesContract
from dastern_core.testing.contracts.connections import ConnectionsContract
from dastern_core.testing.contracts.data_keys import DataKeysContract
from dastern_core.testing.contracts.doctor_notes import DoctorNotesContract
from dastern_core.testing.contracts.documents import DocumentsContract
from dastern_core.testing.contracts.doses import DosesContract
from dastern_core.testing.contracts.emergency_sessions import EmergencySessionsContract
from dastern_core.testing.contracts.encounters import EncountersContract
from dastern_core.testing.contracts.erasure import ErasureContract
from dastern_core.testing.contracts.families import FamiliesContract
from dastern_core.testing.contracts.gateway import GatewayContract
from dastern_core.testing.contracts.grants import GrantsContract
from dastern_core.testing.contracts.identity_store import IdentityStoreContract
from dastern_core.testing.contracts.inbox import InboxContract
from dastern_core.testing.contracts.invitations import InvitationsContract
from dastern_core.testing.contracts.login_failures import LoginFailuresContract
from dastern_core.testing.contracts.login_nonces import LoginNoncesContract
from dastern_core.testing.contracts.missed_doses import MissedDosesContract
from dastern_core.testing.contracts.notices import NoticesContract
from dastern_core.testing.contracts.nudges import NudgesContract
from dastern_core.testing.contracts.owners import OwnersContract
from dastern_core.testing.contracts.password_resets import PasswordResetsContract
from dastern_core.testing.contracts.payments import PaymentOrdersContract
from dastern_core.testing.contracts.prescriptions import PrescriptionsContract
from dastern_core.testing.contracts.proposals import ProposalsContract
from dastern_core.testing.contracts.sealed_values import SealedValuesContract
from dastern_core.testing.contracts.sessions import SessionsContract
from dastern_core.testing.contracts.subscriptions import SubscriptionsContract
from dastern_core.testing.contracts.unit_of_work import StoreContract
from dastern_core.testing.contracts.usage import UsageContract
from dastern_core.testing.contracts.vitals import VitalsContract

__all__ = [
    "AccessRequestsContract",
    "AccountsContract",
    "ActorsContract",
    "AuditLogContract",
    "BatchesContract",
    "BiometricsContract",
    "ChallengesContract",
    "ConnectionsContract",
    "DataKeysContract",
    "DoctorNotesContract",
    "DocumentsContract",
    "DosesContract",
    "EmergencySessionsContract",
    "EncountersContract",
    "ErasureContract",
    "FamiliesContract",
    "GatewayContract",
    "GrantsContract",
    "IdentityStoreContract",
    "InboxContract",
    "InvitationsContract",
    "LoginFailuresContract",
    "LoginNoncesContract",
    "MissedDosesContract",
    "NoticesContract",
    "NudgesContract",
    "OwnersContract",
    "PasswordResetsContract",
    "PaymentOrdersContract",
    "PrescriptionsContract",
    "ProposalsContract",
    "SealedValuesContract",
    "SessionsContract",
    "StoreContract",
    "SubscriptionsContract",
    "UsageContract",
    "VitalsContract",
]
