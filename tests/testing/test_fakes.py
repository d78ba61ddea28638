"""
The fakes pass the contracts that the adapters pass.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.contracts import (
    AccessRequestsContract,
    ActorsContract,
    AuditLogContract,
    BatchesContract,
    ConnectionsContract,
    DataKeysContract,
    DoctorNotesContract,
    DocumentsContract,
    DosesContract,
    EmergencySessionsContract,
    EncountersContract,
    ErasureContract,
    FamiliesContract,
    GrantsContract,
    InboxContract,
    InvitationsContract,
    MissedDosesContract,
    NoticesContract,
    NudgesContract,
    OwnersContract,
    PaymentOrdersContract,
    PrescriptionsContract,
    ProposalsContract,
    StoreContract,
    SubscriptionsContract,
    UsageContract,
    VitalsContract,
)
from dastern_core.testing.contracts.access_tokens import AccessTokensContract
from dastern_core.testing.contracts.key_store import KeyStoreContract
from dastern_core.testing.contracts.objects import ObjectsContract
from dastern_core.testing.contracts.passwords import PasswordsContract
from dastern_core.testing.contracts.virus_scanner import VirusScannerContract
from dastern_core.testing.fakes import (
    InMemoryPaymentStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.access_tokens import InMemoryAccessTokens
from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_core.testing.fakes.objects import InMemoryObjects
from dastern_core.testing.fakes.passwords import FastPasswords
from dastern_core.testing.fakes.virus_scanner import FakeVirusScanner
from dastern_core.testing.samples import NOW


@pytest.fixture
def store() -> Store:
    """
    Give an empty store.
    """
    return InMemoryStore()


@pytest.fixture
def payment_store() -> PaymentStore:
    """
    Give an empty payment store.
    """
    return InMemoryPaymentStore()


class TestInMemoryObjects(ObjectsContract):
    """
    Objects in memory.
    """

    @pytest.fixture
    def objects(self) -> InMemoryObjects:
        """
        Give an empty store.
        """
        return InMemoryObjects()


class TestFakeVirusScanner(VirusScannerContract):
    """
    A scanner of one thing.
    """

    @pytest.fixture
    def scanner(self) -> FakeVirusScanner:
        """
        Give a scanner.
        """
        return FakeVirusScanner()


class TestInMemoryKeyStore(KeyStoreContract):
    """
    Keys in memory.
    """

    @pytest.fixture
    def key_store(self) -> InMemoryKeyStore:
        """
        Give a new store.
        """
        return InMemoryKeyStore("keys")


class TestFastPasswords(PasswordsContract):
    """
    Passwords behind a fast digest.
    """

    @pytest.fixture
    def passwords(self) -> FastPasswords:
        """
        Hash fast.
        """
        return FastPasswords()


class TestInMemoryAccessTokens(AccessTokensContract):
    """
    Tokens in memory.
    """

    @pytest.fixture
    def access_tokens(self) -> InMemoryAccessTokens:
        """
        Hand out tokens.
        """
        return InMemoryAccessTokens()


class TestInMemoryStore(StoreContract):
    """
    A unit of work in memory.
    """


class TestInMemoryPrescriptions(PrescriptionsContract):
    """
    Prescriptions in memory.
    """


class TestInMemoryMissedDoses(MissedDosesContract):
    """
    The contract of every store of missed doses.
    """


class TestInMemoryDoses(DosesContract):
    """
    Doses in memory.
    """


class TestInMemoryAuditLog(AuditLogContract):
    """
    The audit log in memory.
    """

    @pytest.fixture
    def retire(self, store: InMemoryStore) -> Callable[[datetime], None]:
        """
        Give what retires old entries.
        """

        def retire(before: datetime) -> None:
            with store.begin() as work:
                work.audit_log.retire(before=before)

        return retire


class TestInMemoryPaymentOrders(PaymentOrdersContract):
    """
    Payment orders in memory.
    """


class TestInMemoryPaymentAuditLog(AuditLogContract):
    """
    The payments' own audit log in memory.
    """

    @pytest.fixture
    def store(self, payment_store: PaymentStore) -> PaymentStore:
        """
        Give the payment store for the log.
        """
        return payment_store

    @pytest.fixture
    def retire(self, payment_store: InMemoryPaymentStore) -> Callable[[datetime], None]:
        """
        Give what retires old entries.
        """

        def retire(before: datetime) -> None:
            with payment_store.begin() as work:
                work.audit_log.retire(before=before)

        return retire


class TestInMemoryFamilies(FamiliesContract):
    """
    Families in memory.
    """


class TestInMemoryInbox(InboxContract):
    """
    An inbox in memory.
    """


class TestInMemoryOwners(OwnersContract):
    """
    The contract of the owners.
    """


class TestInMemoryUsage(UsageContract):
    """
    Usage in memory.
    """


class TestInMemorySubscriptions(SubscriptionsContract):
    """
    Subscriptions in memory.
    """


class TestInMemoryAccessRequests(AccessRequestsContract):
    """
    Access requests in memory.
    """


class TestInMemoryActors(ActorsContract):
    """
    Actors in memory.
    """


class TestInMemoryConnections(ConnectionsContract):
    """
    Connections in memory.
    """


class TestInMemoryDoctorNotes(DoctorNotesContract):
    """
    Doctor's notes in memory.
    """


class TestInMemoryEmergencySessions(EmergencySessionsContract):
    """
    Emergency sessions in memory.
    """


class TestInMemoryGrants(GrantsContract):
    """
    Grants in memory.
    """


class TestInMemoryInvitations(InvitationsContract):
    """
    Invitations in memory.
    """


class TestInMemoryNotices(NoticesContract):
    """
    Notices in memory.
    """


class TestInMemoryProposals(ProposalsContract):
    """
    Proposals in memory.
    """


class TestInMemoryBatches(BatchesContract):
    """
    Batches in memory.
    """


class TestInMemoryErasure(ErasureContract):
    """
    Erasure in memory.
    """


class TestInMemoryEncounters(EncountersContract):
    """
    Encounters in memory.
    """


class TestInMemoryVitals(VitalsContract):
    """
    Vitals in memory.
    """


class TestInMemoryDocuments(DocumentsContract):
    """
    Documents in memory.
    """


class TestInMemoryDataKeys(DataKeysContract):
    """
    Data keys in memory.
    """


class TestInMemoryNudges(NudgesContract):
    """
    Nudges in memory.
    """


def test_a_stepping_clock_moves_when_told() -> None:
    """
    It stands still, steps, and can be set back.
    """
    clock = SteppingClock(NOW)
    clock.step(timedelta(hours=1))
    stepped = clock.now()
    clock.move_to(NOW)

    assert (NOW + timedelta(hours=1), NOW) == (stepped, clock.now())


def test_seeded_entropy_repeats_for_its_seed_alone() -> None:
    """
    The same seed draws the same sequence, no value twice; another seed draws another.
    """
    first, again, other = SeededEntropy("a"), SeededEntropy("a"), SeededEntropy("b")
    drawn = [first.identifier(), first.identifier()]

    assert drawn == [again.identifier(), again.identifier()]
    assert 3 == len({*drawn, other.identifier()})
    assert 16 == len(first.salt(16))
