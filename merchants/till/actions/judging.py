"""What about a sale is not as the shop has it now, or is more than its seller may do alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.money import line_minor, to_text
from ecosystem.kernel.quantities import plain
from merchants.orders.public import NotOnSale, Placed, PriceChanged
from merchants.shops.public import Shop
from merchants.staff.public import AboveThreshold, Limits, limits_for, widest

from ..errors import DiscountTooLarge
from ..models import Todo
from ..rules import Ticket

Kind = Todo.Kind


@dataclass(frozen=True, slots=True)
class Found:
    """Something to be said about a sale: refused at the counter, asked about from the queue; without a refusal asked about always."""

    kind: str
    details: dict[str, Any]
    refusal: DomainError | None = None

    @property
    def code(self) -> str:
        return self.refusal.code if self.refusal else self.kind


class Authority:
    """How far a seller may go, with whoever stood by her and typed a PIN. Read when something asks for it, not before."""

    def __init__(self, shop: Shop, seller: Actor, approver: Actor | None = None) -> None:
        self.shop, self.seller, self.approver = shop, seller, approver
        # What the seller could not have done alone.
        self.let_through: dict[str, object] = {}

    @cached_property
    def own(self) -> Limits:
        return limits_for(self.seller, self.shop)

    @cached_property
    def together(self) -> Limits:
        return widest([self.own, limits_for(self.approver, self.shop)]) if self.approver else self.own

    def lets(self, what: str, alone: bool, with_approval: bool, told: object) -> bool:
        """Whether it may be done; what only the approver's limit covers is kept in ``let_through``."""
        if not alone and with_approval:
            self.let_through[what] = told
        return alone or with_approval


def judge(ticket: Ticket, placed: Placed, authority: Authority) -> list[Found]:
    """Everything to be said about a sale, as the shop has it now."""
    return [*_prices(ticket, placed, authority), *_gone(placed), *_discounts(ticket, authority), *_below(placed, authority)]


def _prices(ticket: Ticket, placed: Placed, authority: Authority) -> Iterator[Found]:
    moved, over = [], []
    for line, asks in zip(ticket.lines, placed.asks_minor, strict=True):
        if line.price_minor == asks:
            continue
        told = {"sku": str(line.sku), "sold": to_text(line.price_minor), "now": to_text(asks)}
        if line.list_minor != asks:
            moved.append(told)
        elif not authority.lets(
            "override", authority.own.may_override(asks, line.price_minor), authority.together.may_override(asks, line.price_minor), told
        ):
            over.append(told)
    if moved:
        yield Found(Kind.PRICE_CHANGED, {"items": moved}, PriceChanged(details={"items": moved}))
    if over:
        refusal = AboveThreshold(what=_("another price"), most=part_text(authority.together.override_bp), details={"needs": "override"})
        yield Found(Kind.OVERRIDE, {"items": over}, refusal)


def _gone(placed: Placed) -> Iterator[Found]:
    gone = [shelf.name_en for shelf in placed.shelves.values() if not shelf.on_sale]
    if gone:
        yield Found(Kind.NOT_ON_SALE, {"names": gone}, NotOnSale(names=", ".join(gone)))


def _discounts(ticket: Ticket, authority: Authority) -> Iterator[Found]:
    over = []
    for line in ticket.lines:
        if not line.discount_minor:
            continue
        gross, off = line_minor(line.price_minor, line.quantity), line.discount_minor
        told = {"gross": to_text(gross), "off": to_text(off)}
        if not authority.lets("discount", authority.own.may_discount(gross, off), authority.together.may_discount(gross, off), told):
            over.append(off)
    if over:
        most = part_text(authority.together.discount_bp)
        yield Found(
            Kind.DISCOUNT, {"most": most, "given": [to_text(off) for off in over]}, DiscountTooLarge(most=most, details={"needs": "discount"})
        )


def _below(placed: Placed, authority: Authority) -> Iterator[Found]:
    if placed.below:
        names = sorted(shelf.name_en for shelf in placed.shelves.values())
        told, most = {"names": names, "below": plain(placed.below)}, plain(authority.together.below_nothing or 0)
        may = authority.lets("below_nothing", authority.own.may_go_below(placed.below), authority.together.may_go_below(placed.below), told)
        refusal = None if may else AboveThreshold(what=_("selling more than is on the shelf"), most=most, details={"needs": "below_nothing"})
        yield Found(Kind.RECEIVING_GAP, told, refusal)


def part_text(basis_points: int | None) -> str:
    """``1000`` → ``10%``."""
    return "100%" if basis_points is None else f"{basis_points / 100:g}%"
