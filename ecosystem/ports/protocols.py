"""The ports. Amounts are minor units; ``at`` is the caller's clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from ecosystem.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a payment method answers: ``succeeded``, ``pending``, ``failed`` and why; ``created`` is to be handed to an acquirer after the commit.

    ``instrument`` is the account that the money came from, where the method knows it.
    """

    status: str
    transfer_id: UUID | None = None
    reason: str = ""
    instrument: str = ""


class PaymentMethod(Protocol):
    """A way to pay. ``pay`` moves the money now, or answers ``pending`` and calls back later.

    ``payer_id`` is ``None`` for somebody whom nobody knows, as who pays cash over a counter may be;
    ``shares`` are (ledger account, minor units). A method refuses payers and accounts that are not its own.
    One that has ``no_file = True`` is carried by nobody but shops and ourselves: no file of a day tells of it, and no day waits for one.
    One whose refunds lock rows of its own has ``hold_refund(*, payer_id, document_id)``, which locks them and answers the accounts that a
    refund of the document will move: for who moves other money in the same transaction before. One that keeps the documents it paid by name
    has ``readdressed(*, payment_id, from_document, to_document)``, as a ``Beside`` has.
    """

    def pay(self, *, payment_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome: ...

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome: ...


class PaymentInquiry(Protocol):
    """A method that may answer late can be asked what became of a payment. Network: called outside transactions.

    ``None``, ``pending`` or an ``OSError`` is no answer; the same outcome may be told any number of times.
    """

    def ask(self, *, payment_id: UUID, at: datetime) -> Outcome | None: ...


class Payable(Protocol):
    """A document that waits for money: an order, later an invoice. Told in the payer's transaction."""

    def hold(self, *, document_ids: Sequence[UUID]) -> Sequence[str]:
        """Lock what ``paid`` will need, in the house's order, and answer the ledger accounts that it will move.

        Called before money from an acquirer is booked, so that documents, shelves and accounts are taken in that order.
        """
        ...

    def paid(self, *, document_ids: Sequence[UUID], payment_id: UUID, transfer_id: UUID, by: Actor, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class PayoutView:
    """What a claimant may know of a payout: whose, how much, from which settlements."""

    payout_id: UUID
    party_id: UUID
    currency: str
    base_minor: int
    carried_minor: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A share taken before the merchant: how much, for what, into which ledger account.

    ``legs`` are (account code, minor units) credited; they sum to ``amount_minor``.
    ``lines`` explain it to the merchant, as (sentence key, values).
    """

    amount_minor: int
    reference: UUID
    legs: tuple[tuple[str, int], ...]
    lines: tuple[dict[str, Any], ...] = field(default=())


class SettlementClaim(Protocol):
    """Who takes a share of a payout before the merchant: her loan, later a claw-back."""

    def claims(self, *, payout: PayoutView, at: datetime) -> Sequence[Claim]: ...


class CreditLine(Protocol):
    """A line that may cover what a merchant owes the platform after refunds, when nothing else does."""

    def cover(self, *, party_id: UUID, amount_minor: int, key: str, at: datetime) -> int:
        """Draw at most ``amount_minor`` into the party's deposit, as its own terms allow; answers how much. Once per key."""
        ...


@dataclass(frozen=True, slots=True)
class RailOrder:
    """Money that is to leave for an account at another bank."""

    order_id: UUID
    amount_minor: int
    currency: str
    bank_code: str
    account_no: str
    holder: str


@dataclass(frozen=True, slots=True)
class RailWord:
    """What a rail says of an order: ``accepted``, ``succeeded``, ``failed``, ``returned`` or ``unknown``; said any number of times."""

    order_id: UUID
    status: str
    amount_minor: int
    reference: str = ""
    reason: str = ""


class PayoutRail(Protocol):
    """A way to pay out to other banks. Called outside any transaction: it is the network."""

    def send(self, *, order: RailOrder, at: datetime) -> Sequence[RailWord]: ...

    def ask(self, *, order: RailOrder, sent_at: datetime, at: datetime) -> Sequence[RailWord]: ...


class Disbursed(Protocol):
    """A document that money left for: told in the transaction in which the rail's word is taken."""

    def told(self, *, document_id: UUID, status: str, reference: str, transfer_id: UUID | None, at: datetime) -> None: ...


class StatementFile(Protocol):
    """Where an acquirer's or a rail's file of one day comes from, as CSV bytes; ``None`` while there is none."""

    def fetch(self, *, on: date) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class ScanWord:
    """What a scanner found in a file: nothing, or something with a name."""

    clean: bool
    found: str = ""


class DocumentScanner(Protocol):
    """Whoever looks for viruses. Network: called outside transactions; ``None`` while it has not looked yet, ``OSError`` when it does not answer."""

    def scan(self, *, document_id: UUID, content: bytes, at: datetime) -> ScanWord | None: ...


class TextGateway(Protocol):
    """Whoever sends text messages (SMS). Network: called outside transactions; ``OSError`` when it does not take the message.

    The gateway is the bank's and knows its customers' numbers: none is kept here. It may have sent what it did not confirm,
    so the same ``message_id`` is one message however often it is handed over. ``False``: there is no number to send it to.
    """

    def send(self, *, message_id: UUID, person_id: UUID, body: str, at: datetime) -> bool: ...


@dataclass(frozen=True, slots=True)
class GatewayWord:
    """What a gateway says of a message: delivered, or that the person can't be reached there. Said any number of times."""

    message_id: UUID
    delivered: bool


class TemplateGateway(Protocol):
    """Whoever sends template messages (WeChat). Network: as ``TextGateway``; the account is the bank's and knows who follows it.

    ``template`` names a wording and its version, under which the account keeps its own template. The answer may be about
    other messages as well, or about none; silence is not delivery, and the same ``message_id`` is one message.
    """

    def send(self, *, message_id: UUID, person_id: UUID, template: str, body: str, at: datetime) -> Sequence[GatewayWord]: ...


class CallGateway(Protocol):
    """Whoever rings people up and reads a sentence out. Network: as ``TextGateway``; the numbers are the bank's.

    Delivered is what somebody picked up and listened to. The answer may be about other calls as well, or about none; the same
    ``message_id`` is one call: who has heard it is not rung again.
    """

    def call(self, *, message_id: UUID, person_id: UUID, body: str, at: datetime) -> Sequence[GatewayWord]: ...


class PushService(Protocol):
    """How a push message leaves (RFC 8030): answers the HTTP status. Network: called outside transactions; ``OSError`` when nobody answers."""

    def send(self, *, endpoint: str, headers: Mapping[str, str], body: bytes, at: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """What the bank's core knows of somebody; empty where it knows nothing. To be offered, never believed."""

    legal_form: str = ""
    name_zh: str = ""
    licence_number: str = ""
    address_zh: str = ""


class CustomerKnowledge(Protocol):
    """The bank's core, asked about one of its customers. Network: as ``DocumentScanner``."""

    def ask(self, *, person_id: UUID, at: datetime) -> KnownCustomer | None: ...


class Home(Protocol):
    """The address of somebody's own first page in a room, for whoever keeps no shop; empty where she has none there."""

    def home_of(self, *, person_id: UUID) -> str: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in the navigation of a console: its name, an icon of the sprite, its words, and the page that answers the number on it.

    ``place`` orders it among those of all rooms; on a phone the first few have room, and none that is ``only_wide``.
    """

    place: int
    page: str
    icon: str
    label: Any
    count: str = ""
    only_wide: bool = False


class Navigation(Protocol):
    """The pages of a room that answer somebody in a console (``shop`` or ``supply``), by her roles and places; no others are shown to her."""

    def entries(self, *, actor: Actor, console: str) -> Sequence[Entry]: ...


class Panel(Protocol):
    """A fragment on a console page, fetched by htmx. At ``reorder`` and ``purchase`` the page adds what goods cost: ``amount``, in fen."""

    def url(self, *, party_id: UUID) -> str: ...

    def place(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One invariant checked: its name, how many rows were compared, and each difference."""

    name: str
    compared: int
    differences: tuple[str, ...] = ()


class Proof(Protocol):
    """A room's invariants, so that ``prove_books`` reaches every room."""

    def prove(self) -> Iterator[ProofLine]: ...


class TownPart(Protocol):
    """A wing's share of the demo town, loaded in the order of the registered names."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]: ...


class TownTurn(Protocol):
    """What a wing does in the demo town while its history is played, through its own verbs.

    Called at the hours of the town's clock; everything that happened before ``at`` is written.
    """

    def act(self, *, town: Any, at: datetime) -> None: ...
