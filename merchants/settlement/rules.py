"""Which rule fits a sale, the waterfall it leads to, and what a refund takes back of it.

Commission is rounded once a line, tax on it once more; the net is found by subtraction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ecosystem.kernel.money import portion, round_half_up


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules may ask of a sale. ``goods_minor`` is the whole order's, so that one rule decides all its lines."""

    channel: str
    category: str
    neighbourhood: str
    party: str
    goods_minor: int
    on: date


@dataclass(frozen=True, slots=True)
class Rule:
    """Terms of one line: ``rate`` of it, clamped, and ``flat_minor`` for each unit."""

    id: int
    position: int
    conditions: Mapping[str, Any]
    rate: Decimal
    flat_minor: int = 0
    min_minor: int = 0
    max_minor: int | None = None

    def fits(self, facts: Facts) -> bool:
        """Every condition holds; a rule without conditions fits everything."""
        wanted = self.conditions
        named = all(wanted[name] == getattr(facts, name) for name in ("channel", "category", "neighbourhood", "party") if name in wanted)
        from_minor, below_minor = wanted.get("from_minor", 0), wanted.get("below_minor")
        in_band = from_minor <= facts.goods_minor and (below_minor is None or facts.goods_minor < below_minor)
        on = facts.on.isoformat()
        return named and in_band and wanted.get("from_on", on) <= on <= wanted.get("until_on", on)

    def commission_of(self, base_minor: int, quantity: Decimal) -> int:
        """Minor units, never more than the line itself."""
        share = max(portion(base_minor, self.rate), self.min_minor)
        if self.max_minor is not None:
            share = min(share, self.max_minor)
        return min(share + round_half_up(Decimal(self.flat_minor) * quantity), base_minor)


def first_fit(rules: Sequence[Rule], facts: Facts) -> Rule:
    """The first rule that fits. The last of a published tariff fits everything."""
    return next(rule for rule in rules if rule.fits(facts))


@dataclass(frozen=True, slots=True)
class Sold:
    """One line of a completed order: what the buyer paid for it, and what others put to that."""

    position: int
    quantity: Decimal
    base_minor: int
    subsidy_minor: int = 0


@dataclass(frozen=True, slots=True)
class Charged:
    """A line with what the platform takes of it; all amounts negative where it came back."""

    position: int
    quantity: Decimal
    base_minor: int
    commission_minor: int
    tax_minor: int
    subsidy_minor: int = 0


def charge(line: Sold, rule: Rule, tax_rate: Decimal) -> Charged:
    """Commission on what the buyer paid, then the tax on it; together they never exceed the line. Nobody takes a share of a subsidy."""
    commission = rule.commission_of(line.base_minor, line.quantity)
    tax = min(portion(commission, tax_rate), line.base_minor - commission)
    return Charged(line.position, line.quantity, line.base_minor, commission, tax, line.subsidy_minor)


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Minor units; ``goods + subsidy + delivery_fee − commission − tax − acquiring = net``."""

    goods_minor: int
    delivery_fee_minor: int
    commission_minor: int
    tax_minor: int
    acquiring_minor: int
    subsidy_minor: int = 0

    @property
    def net_minor(self) -> int:
        return self.goods_minor + self.subsidy_minor + self.delivery_fee_minor - self.commission_minor - self.tax_minor - self.acquiring_minor


def waterfall(lines: Sequence[Charged], delivery_fee_minor: int, acquiring_minor: int) -> Waterfall:
    """The delivery fee belongs to the shop, which carries the goods itself: no commission on it.

    The acquirer's fee is taken last and of what is left, so that nobody sells at less than nothing.
    """
    goods, commission, tax = sum(x.base_minor for x in lines), sum(x.commission_minor for x in lines), sum(x.tax_minor for x in lines)
    left = goods + delivery_fee_minor - commission - tax
    return Waterfall(goods, delivery_fee_minor, commission, tax, min(acquiring_minor, left), sum(x.subsidy_minor for x in lines))


@dataclass(frozen=True, slots=True)
class Standing:
    """A settled line and what came back of it so far, as positive amounts."""

    sold: Charged
    back_quantity: Decimal = Decimal(0)
    back_minor: int = 0

    @property
    def left_quantity(self) -> Decimal:
        return self.sold.quantity - self.back_quantity

    @property
    def left_minor(self) -> int:
        return self.sold.base_minor - self.back_minor


def taken_back(standing: Standing, *, quantity: Decimal, amount_minor: int) -> Charged:
    """R5 over the money of the line: commission and tax come back as the line does, and whole with its last fen."""
    sold, before, after = standing.sold, standing.back_minor, standing.back_minor + amount_minor

    commission = part_back(sold.commission_minor, sold.base_minor, before, after)
    tax, subsidy = (part_back(whole, sold.base_minor, before, after) for whole in (sold.tax_minor, sold.subsidy_minor))
    return Charged(sold.position, -quantity, -amount_minor, -commission, -tax, -subsidy)


def part_back(whole_minor: int, base_minor: int, before_minor: int, after_minor: int) -> int:
    """What comes back of a fee while the base comes back from ``before_minor`` to ``after_minor``; all of it in the end."""
    return whole_minor * after_minor // base_minor - whole_minor * before_minor // base_minor
