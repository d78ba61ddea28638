"""
Stored accounts: with their identifiers, their links to other services, their licences.
"""

import attrs
from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    Select,
    Table,
    Text,
    Uuid,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from dastern_core.identity import (
    Account,
    AccountStatus,
    Channel,
    Gender,
    Identifier,
    Licence,
    Specialty,
)
from dastern_core.kernel import AccountId, ActorRole, ConflictError, Language, NotFoundError
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.engine import readable
from dastern_postgres.whole_rows import add_row, add_values, change_row, load_row

__all__ = [
    "PostgresAccounts",
    "account_identifiers",
    "accounts",
    "external_identities",
    "licences",
]

accounts = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("role", member_of(ActorRole), nullable=False),
    Column("status", member_of(AccountStatus), nullable=False),
    Column("name", Text, nullable=False),
    Column("language", member_of(Language), nullable=False),
    Column("born_on", Date),
    Column("gender", member_of(Gender)),
    Column("hospital_id", Uuid),
    Column("password_hash", Text),
    Column("closed_at", Instant),
    comment="Who can come in (AUTH-12); read by the identity role alone.",
)

account_identifiers = Table(
    "account_identifiers",
    metadata,
    Column("value", Text, primary_key=True),
    Column("channel", member_of(Channel), nullable=False),
    Column("account_id", Uuid, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    comment="By what they come in, each once (AUTH-18).",
)

external_identities = Table(
    "external_identities",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("account_id", Uuid, ForeignKey("accounts.id"), nullable=False, index=True),
    comment="Whom another service vouches for (AUTH-28).",
)

licences = Table(
    "licences",
    metadata,
    Column("account_id", Uuid, ForeignKey("accounts.id"), primary_key=True),
    Column("hospital", Text, nullable=False),
    Column("specialty", member_of(Specialty), nullable=False),
    Column("number", Text, nullable=False, unique=True),
    comment="What doctors are verified by (AUTH-16).",
)

_COLUMNS = frozenset(column.name for column in accounts.columns)


class PostgresAccounts:
    """
    The accounts, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account: Account) -> None:
        """
        Store a new account with its identifiers.

        Raises:
            ConflictError: One of its identifiers belongs to another account, or the account
                is stored already.
        """
        add_values(self._connection, accounts, _values(account), taken=_taken)
        for position, one in enumerate(account.identifiers):
            row = attrs.asdict(one) | {"account_id": account.id, "position": position}
            add_values(self._connection, account_identifiers, row, taken=_taken)

    def get(self, account_id: AccountId) -> Account:
        """
        Load an account.

        Raises:
            NotFoundError: There is no such account.
        """
        return self._one(_whole().where(accounts.c.id == account_id))

    def hold(self, account_id: AccountId) -> Account:
        """
        Load an account, and let nobody else change it before this transaction has ended.

        Raises:
            NotFoundError: There is no such account.
        """
        return self._one(_whole().where(accounts.c.id == account_id).with_for_update(of=accounts))

    def find(self, identifier: Identifier) -> Account | None:
        """
        Load the account that an identifier belongs to.
        """
        names = account_identifiers.c
        owner = select(names.account_id).where(
            names.value == identifier.value, names.channel == identifier.channel
        )
        return self._found(_whole().where(accounts.c.id.in_(owner)))

    def find_external(self, issuer: str, subject: str) -> Account | None:
        """
        Load the account that an identity of another service was linked to.
        """
        links = external_identities.c
        owner = select(links.account_id).where(links.issuer == issuer, links.subject == subject)
        return self._found(_whole().where(accounts.c.id.in_(owner)))

    def link_external(self, account_id: AccountId, issuer: str, subject: str) -> None:
        """
        Link an account to an identity of another service; once is as good as twice.

        Raises:
            ConflictError: The identity belongs to another account.
        """
        link = {"issuer": issuer, "subject": subject, "account_id": account_id}
        statement = insert(external_identities).values(link)
        kept = statement.on_conflict_do_update(
            index_elements=["issuer", "subject"],
            set_={"account_id": statement.excluded.account_id},
            where=external_identities.c.account_id == statement.excluded.account_id,
        )
        counted = self._connection.execute(kept.execution_options(preserve_rowcount=True))
        if counted.rowcount != 1:
            message = "the identity belongs to another account"
            raise ConflictError(message)

    def change(self, account: Account, *, expected: Account) -> None:
        """
        Store what became of an account, but for its identifiers: compare-and-set.

        Raises:
            ConflictError: Its status or its password is another by now.
        """
        stored = accounts.c
        change_row(
            self._connection,
            accounts,
            (stored.id == account.id)
            & (stored.status == expected.status)
            & stored.password_hash.is_not_distinct_from(expected.password_hash),
            _values(account),
            message="the account has changed meanwhile: try again",
        )

    def erase(self, left: Account) -> None:
        """
        Store what is left of an account; its identifiers, links and licence are nobody's.

        Raises:
            ConflictError: There is no such account.
        """
        change_row(
            self._connection,
            accounts,
            accounts.c.id == left.id,
            _values(left),
            message="there is no such account",
        )
        for table in (account_identifiers, external_identities, licences):
            self._connection.execute(delete(table).where(table.c.account_id == left.id))

    def add_licence(self, licence: Licence) -> None:
        """
        Store a doctor's licence.

        Raises:
            ConflictError: Another doctor has its number, or this one has a licence.
        """
        add_row(self._connection, licences, licence, taken=_licence_taken)

    def licence(self, account_id: AccountId) -> Licence:
        """
        Load a doctor's licence.

        Raises:
            NotFoundError: None is stored.
        """
        return load_row(self._connection, licences, Licence, licences.c.account_id == account_id)

    def _one(self, query: Select[*tuple[object, ...]]) -> Account:
        found = self._found(query)
        if found is None:
            message = "there is no such account"
            raise NotFoundError(message)
        return found

    def _found(self, query: Select[*tuple[object, ...]]) -> Account | None:
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        with readable("account"):
            named = [text.split(":", 1) for text in row["identifiers"] or ()]
            return Account(
                **{name: row[name] for name in _COLUMNS},
                identifiers=tuple(
                    Identifier(channel=Channel(channel), value=value) for channel, value in named
                ),
            )


def _whole() -> Select[*tuple[object, ...]]:
    # One question, whether somebody is there or not: the answer takes the same time.
    names = account_identifiers.c
    text = names.channel.concat(":").concat(names.value)
    identifiers = (
        select(func.array_agg(aggregate_order_by(text, names.position)))
        .where(names.account_id == accounts.c.id)
        .correlate(accounts)
        .scalar_subquery()
    )
    return select(accounts, identifiers.label("identifiers"))


def _values(account: Account) -> dict[str, object]:
    values = attrs.asdict(account, recurse=False)
    del values["identifiers"]
    return values


def _taken() -> ConflictError:
    return ConflictError("an identifier belongs to another account: log in there")


def _licence_taken() -> ConflictError:
    return ConflictError("the licence is known already: ask whoever runs the service")
