"""What a basket gets of a shop's promotions: in a fixed order, rounded once, shared out exactly, borne by whom it says.

The order is that of F9: a flash sale is exclusive; then the better of an article's discount and the member price, line by
line; then one ladder; then one coupon. Thresholds of ladder and coupon look at what the lines cost after the first step.
Nothing here depends on the order in which rows come: lines go by position, promotions by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.money import allocate, line_minor, portion

ON_ARTICLES = ("item", "member")
ON_THE_WHOLE = ("ladder", "coupon")
PARTS = ("merchant", "platform", "supplier")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line that may get something off; ``unit_minor`` is its price with all choices, ``off_minor`` what its seller took off already."""

    position: int
    sku_id: UUID
    unit_minor: int
    quantity: Decimal
    off_minor: int = 0

    @property
    def gross_minor(self) -> int:
        return line_minor(self.unit_minor, self.quantity) - self.off_minor


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion as one buyer has it now. ``left_minor`` is what the shop will still spend on it, ``None`` without an end."""

    id: UUID
    kind: str
    name: str
    rate: Decimal | None = None
    cap_minor: int | None = None
    off_minor: int | None = None
    price_minor: int | None = None
    threshold_minor: int = 0
    steps: tuple[tuple[int, int], ...] = ()
    sku_ids: frozenset[UUID] = frozenset()
    pct: tuple[int, int, int] = (100, 0, 0)
    platform_budget: UUID | None = None
    supplier_budget: UUID | None = None
    left_minor: int | None = None
    left_pieces: int | None = None
    left_for_her: int | None = None
    coupon_id: UUID | None = None
    coupon_until: datetime | None = None

    @property
    def is_counted(self) -> bool:
        """Whether something runs out that only its row can tell."""
        return self.left_minor is not None or self.left_pieces is not None or self.left_for_her is not None

    @property
    def is_the_shops(self) -> bool:
        """Whether the shop bears all of it."""
        return self.pct[0] == 100

    def is_about(self, piece: Piece) -> bool:
        return not self.sku_ids or piece.sku_id in self.sku_ids


@dataclass(frozen=True, slots=True)
class Applied:
    """What one promotion takes off, line by line (zero where nothing), and who bears how much of it."""

    offer: Offer
    shares: tuple[int, ...]
    merchant_minor: int
    platform_minor: int
    supplier_minor: int
    pieces: int = 0

    @property
    def discount_minor(self) -> int:
        return sum(self.shares)

    @property
    def off_shown(self) -> int:
        """As it changes what the buyer pays."""
        return -self.discount_minor

    @property
    def subsidies(self) -> list[int]:
        """What funders bear of each line."""
        return allocate(self.platform_minor + self.supplier_minor, self.shares)

    @property
    def told(self) -> tuple[object, ...]:
        """What the buyer was shown of it, for the hash of a quote."""
        return (str(self.offer.id), str(self.offer.coupon_id), self.shares)


@dataclass(frozen=True, slots=True)
class Missed:
    """Why a promotion gives nothing: ``threshold`` (with what is missing), ``sold_out``, ``used_up``, ``had_it``, ``better_one``."""

    offer: Offer
    reason: str
    missing_minor: int = 0


@dataclass(frozen=True, slots=True)
class Deal:
    """All that one order gets."""

    applied: tuple[Applied, ...] = ()
    missed: tuple[Missed, ...] = ()

    @property
    def discount_minor(self) -> int:
        return sum(one.discount_minor for one in self.applied)

    @property
    def coupon_ids(self) -> list[UUID]:
        return [one.offer.coupon_id for one in self.applied if one.offer.coupon_id]

    @property
    def shown_ids(self) -> set[UUID]:
        """Every promotion that a buyer reads of, whether it gave something or says what is missing."""
        return {one.offer.id for one in self.applied} | {one.offer.id for one in self.missed}

    @property
    def told(self) -> list[tuple[object, ...]]:
        return [one.told for one in self.applied]

    def discounts(self, lines: int) -> list[int]:
        """What each of so many lines gets off."""
        return [sum(column) for column in zip(*(one.shares for one in self.applied), strict=True)] if self.applied else [0] * lines

    def subsidies(self, lines: int) -> list[int]:
        """What funders bear of each of so many lines."""
        return [sum(column) for column in zip(*(one.subsidies for one in self.applied), strict=True)] if self.applied else [0] * lines


NO_DEAL = Deal()


@dataclass(slots=True)
class Purse:
    """What is left of budgets while one errand draws on them shop by shop."""

    left: dict[UUID, int] = field(default_factory=dict)

    def bears(self, parts: Mapping[UUID, int]) -> bool:
        return all(self.left.get(budget, 0) >= amount for budget, amount in parts.items() if amount)

    def draw(self, parts: Mapping[UUID, int]) -> None:
        for budget, amount in parts.items():
            self.left[budget] = self.left.get(budget, 0) - amount


@dataclass(slots=True)
class Table:
    """The lines while they are priced: what each still costs. Every line keeps at least one fen."""

    pieces: list[Piece]
    purse: Purse
    payable: list[int] = field(init=False)
    flash: set[int] = field(default_factory=set)
    applied: list[Applied] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.payable = [piece.gross_minor for piece in self.pieces]

    def rows(self, offer: Offer) -> list[int]:
        """Which lines an offer is about; what is in a flash sale is in nothing else."""
        return [row for row, piece in enumerate(self.pieces) if offer.is_about(piece) and row not in self.flash]

    def room(self, row: int) -> int:
        return max(self.payable[row] - 1, 0)

    def take(self, offer: Offer, shares: Mapping[int, int], pieces: int = 0) -> bool:
        """Take the shares off, unless what bears them is used up."""
        spread = tuple(shares.get(row, 0) for row in range(len(self.pieces)))
        discount = sum(spread)
        if not discount:
            return False
        merchant, platform, supplier = allocate(discount, offer.pct)
        drawn = {budget: part for budget, part in ((offer.platform_budget, platform), (offer.supplier_budget, supplier)) if budget and part}
        if (offer.left_minor is not None and discount > offer.left_minor) or not self.purse.bears(drawn):
            self.missed.append(Missed(offer, "used_up"))
            return False
        self.purse.draw(drawn)
        for row, share in enumerate(spread):
            self.payable[row] -= share
        self.applied.append(Applied(offer, spread, merchant, platform, supplier, pieces))
        return True


def deal_for(pieces: Iterable[Piece], offers: Iterable[Offer], purse: Purse) -> Deal:
    """What the lines of one shop get of its offers. ``purse`` is drawn on."""
    table = Table(sorted(pieces, key=lambda piece: piece.position), purse)
    by_kind: dict[str, list[Offer]] = {}
    for offer in sorted(offers, key=lambda one: (one.id, str(one.coupon_id))):
        by_kind.setdefault(offer.kind, []).append(offer)
    _flash(table, by_kind.get("flash", []))
    _on_articles(table, [offer for kind in ON_ARTICLES for offer in by_kind.get(kind, [])])
    # Both thresholds look at the same sums, so that a ladder never costs somebody her coupon.
    after_articles = list(table.payable)
    for kind in ON_THE_WHOLE:
        _on_the_whole(table, by_kind.get(kind, []), after_articles)
    return Deal(tuple(table.applied), tuple(table.missed))


def _flash(table: Table, offers: Sequence[Offer]) -> None:
    for offer in offers:
        rows = [row for row, piece in enumerate(table.pieces) if offer.is_about(piece)]
        wanted = sum((table.pieces[row].quantity for row in rows), Decimal(0))
        if not rows or wanted % 1:
            continue
        if offer.left_for_her is not None and offer.left_for_her <= 0:
            table.missed.append(Missed(offer, "had_it"))
        elif offer.left_pieces is None or wanted > offer.left_pieces:
            table.missed.append(Missed(offer, "sold_out"))
        else:
            off = {
                row: min(max(table.payable[row] - line_minor(offer.price_minor or 0, table.pieces[row].quantity), 0), table.room(row)) for row in rows
            }
            if table.take(offer, off, int(wanted)):
                table.flash.update(rows)


def _on_articles(table: Table, offers: Sequence[Offer]) -> None:
    """Each line takes the best that is about it."""
    best: dict[int, tuple[int, Offer]] = {}
    for offer in offers:
        if offer.left_for_her is not None and offer.left_for_her <= 0:
            table.missed.append(Missed(offer, "had_it"))
            continue
        for row in table.rows(offer):
            off = min(_off_article(offer, table.pieces[row], table.payable[row]), table.room(row))
            if off > best.get(row, (0, offer))[0]:
                best[row] = (off, offer)
    for offer in offers:
        table.take(offer, {row: off for row, (off, chosen) in best.items() if chosen is offer})


def _off_article(offer: Offer, piece: Piece, payable_minor: int) -> int:
    """R2 for a percentage, its cap for each unit; a fixed amount is for each unit too."""
    if offer.rate is not None:
        off = portion(payable_minor, offer.rate)
        return off if offer.cap_minor is None else min(off, line_minor(offer.cap_minor, piece.quantity))
    return line_minor(offer.off_minor or 0, piece.quantity)


def _on_the_whole(table: Table, offers: Sequence[Offer], after_articles: Sequence[int]) -> None:
    """The one that takes off most; of equals the one that ends first."""
    found: list[tuple[int, Offer, list[int]]] = []
    for offer in offers:
        rows = table.rows(offer)
        base = sum(after_articles[row] for row in rows)
        least = min((step[0] for step in offer.steps), default=offer.threshold_minor) if offer.kind == "ladder" else offer.threshold_minor
        if offer.left_for_her is not None and offer.left_for_her <= 0:
            table.missed.append(Missed(offer, "had_it"))
        elif not rows or base < least:
            table.missed.append(Missed(offer, "threshold", max(least - base, 0)))
        else:
            room = sum(table.room(row) for row in rows)
            found.append((min(_off_whole(offer, base), room), offer, rows))
    found.sort(key=lambda one: (-one[0], one[1].coupon_until.timestamp() if one[1].coupon_until else 0.0, one[1].id))
    taken = False
    for off, offer, rows in found:
        if taken:
            table.missed.append(Missed(offer, "better_one"))
        elif off:
            taken = table.take(offer, dict(zip(rows, allocate(off, [table.room(row) for row in rows]), strict=True)))


def _off_whole(offer: Offer, base_minor: int) -> int:
    if offer.kind == "ladder":
        return max((off for start, off in offer.steps if start <= base_minor), default=0)
    if offer.rate is not None:
        off = portion(base_minor, offer.rate)
        return off if offer.cap_minor is None else min(off, offer.cap_minor)
    return min(offer.off_minor or 0, base_minor)
