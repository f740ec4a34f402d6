"""The shape of the town: what a wing's ``TownPart`` reads. Plain data, no models.

Amounts are fen, quantities whole or weighed ``Decimal``; datetimes are aware, in the town's
time (Asia/Shanghai); coordinates are WGS-84. Every ``code`` is stable for the same
``ends_on`` and unique in its collection, so a loader may derive ids and keys from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .baskets import Year

KEEPERS = frozenset({"owner", "newcomer"})


@dataclass(frozen=True, slots=True)
class Named:
    """What people call it, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Point:
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Landmark:
    """A housing estate or a place that everybody knows: where somebody says she is."""

    code: str
    neighbourhood: int
    is_estate: bool
    name: Named
    at: Point


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """One store's place. ``no`` is 1 to 8; ``outline`` is a closed ring."""

    no: int
    name: Named
    road: Named
    centre: Point
    outline: tuple[Point, ...]
    source_store: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A trade. A delivery's cost is ``cost_bp`` of the shelf price: generated, not in the source."""

    code: str
    name: Named
    cost_bp: int


@dataclass(frozen=True, slots=True)
class Hours:
    """One weekday (0 is Monday), in minutes after its midnight; 1440 is midnight at its end, 1500 one in the morning after it."""

    weekday: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class Shop:
    """A counter of a store. ``source_store`` is ``None`` where nothing was ever sold (the cold start)."""

    code: str
    kind: str
    neighbourhood: int
    name: Named
    owner: Named
    address: Named
    at: Point
    hours: tuple[Hours, ...]
    legal_form: str
    opened_on: date
    source_store: int | None

    @property
    def has_history(self) -> bool:
        return self.source_store is not None


@dataclass(frozen=True, slots=True)
class Category:
    """One of the source's product categories, named for a shelf. ``code`` is a slug."""

    code: str
    name: Named


@dataclass(frozen=True, slots=True)
class Supplier:
    """A maker of the source, known only by number; ``in_circle`` where shops order from it here."""

    no: int
    name: Named
    in_circle: bool = False


@dataclass(frozen=True, slots=True)
class Sku:
    """A product of one shop; ``pack`` > 1 is that many sold together at a price that one can't have."""

    shop: str
    code: str
    product_id: int
    pack: int
    name: Named
    category: str
    supplier: int
    own_brand: bool


@dataclass(frozen=True, slots=True)
class Price:
    """The shelf price from ``from_at`` until the SKU's next one."""

    shop: str
    sku: str
    from_at: datetime
    unit_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    sku: str
    supplier: int
    quantity: Decimal
    unit_cost_minor: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods that came into a shop one evening, from one or many suppliers."""

    code: str
    shop: str
    received_at: datetime
    is_opening: bool
    lines: tuple[ReceiptLine, ...]


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order of a shop from a maker in the circle, delivered and billed as ordered. ``paid_at`` is the morning of its due day."""

    code: str
    shop: str
    maker: int
    ordered_at: datetime
    delivered_at: datetime
    billed_at: datetime
    paid_at: datetime
    lines: tuple[ReceiptLine, ...]


@dataclass(frozen=True, slots=True)
class Resident:
    """A household of the source. ``home`` lies in the estate; ``neighbourhood`` is where it shops most."""

    code: str
    name: Named
    neighbourhood: int
    estate: str
    home: Point
    source_household: int


@dataclass(frozen=True, slots=True)
class Line:
    """``round_half_up(unit_minor × quantity) == paid_minor``, and that is the source's sale to the cent."""

    sku: str
    quantity: Decimal
    unit_minor: int
    paid_minor: int
    source_product: int


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """One shop's part of an errand."""

    code: str
    shop: str
    lines: tuple[Line, ...]
    paid_minor: int
    accepted_at: datetime
    ready_at: datetime
    handed_over_at: datetime


@dataclass(frozen=True, slots=True)
class Errand:
    """A real basket: one payment, one order per shop. ``channel`` is ``code``, ``pickup`` or ``delivery``."""

    code: str
    resident: str
    channel: str
    placed_at: datetime
    paid_minor: int
    orders: tuple[ShopOrder, ...]
    source_basket: int


@dataclass(frozen=True, slots=True)
class Borrowing:
    """A shop takes the offer that its trade earned by ``taken_at``: all of it, or the least loan where ``least``.

    What its sales have not repaid by ``settled_at`` its owner then pays at once; ``None``: never.
    """

    shop: str
    taken_at: datetime
    least: bool
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as. ``stands_for`` is a resident's or a shop's code, empty for the bank's people.

    ``owner`` and ``newcomer`` keep the shop that they stand for, ``clerk`` works there; ``supplier`` stands for a maker's number.
    """

    email: str
    role: str
    name: Named
    stands_for: str


@dataclass(frozen=True, slots=True)
class Share:
    lines: int
    value_minor: int


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every line of the source: ``kept`` and all of ``left_out`` sum to ``source``."""

    source: Share
    source_starts_on: date
    source_ends_on: date
    kept: Share
    left_out: dict[str, Share]
    price_changes: int
    price_changes_in_a_day: int
    bundles: int
    moved_one_second: int
    orders_out_of_hours: int
    channels: dict[str, int]
    lines_named_by_type: int


@dataclass(frozen=True, slots=True)
class Town:
    starts_on: date
    ends_on: date
    neighbourhoods: tuple[Neighbourhood, ...]
    landmarks: tuple[Landmark, ...]
    kinds: tuple[Kind, ...]
    categories: tuple[Category, ...]
    suppliers: tuple[Supplier, ...]
    shops: tuple[Shop, ...]
    skus: tuple[Sku, ...]
    prices: tuple[Price, ...]
    receipts: tuple[Receipt, ...]
    purchases: tuple[Purchase, ...]
    residents: tuple[Resident, ...]
    errands: tuple[Errand, ...]
    borrowings: tuple[Borrowing, ...]
    people: tuple[DemoPerson, ...]
    report: Report
    year: Year | None = None

    def keeper_email(self, shop: str) -> str:
        """The address of the shop's owner: somebody to sign in as, or one of the town's own."""
        shown = (one.email for one in self.people if one.role in KEEPERS and one.stands_for == shop)
        return next(shown, f"{shop}@town.twin")

    def maker_email(self, no: int) -> str:
        """The address of whoever answers for a maker in the circle."""
        shown = (one.email for one in self.people if one.role == "supplier" and one.stands_for == str(no))
        return next(shown, f"maker-{no}@town.twin")
