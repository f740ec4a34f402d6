"""The money rules: integer minor units (fen), rounded once, shared out exactly.

Floats are refused. Rates and quantities are ``Decimal``; an amount is an ``int`` of minor
units beside a currency. The rules are those of the field (largest remainder, cumulative
proration); the tests hold them against their invariants.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from .errors import Invalid

CNY = "CNY"
EXPONENT = {CNY: 2}
MAX_MINOR = 10**15


class NotAnAmount(Invalid):
    code = "not_an_amount"
    sentence = _("%(text)s is not an amount of money.")
    next_step = _("Write yuan and fen with a point, for example 12.50.")


class WrongCurrency(Invalid):
    code = "wrong_currency"
    sentence = _("Only %(expected)s is taken here, not %(given)s.")
    next_step = _("Give the amount in the currency of the shop.")


def round_half_up(value: Decimal) -> int:
    """To a whole minor unit; exact halves away from zero."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def line_minor(unit_minor: int, quantity: Decimal) -> int:
    """R1: a line is rounded once, and totals are sums of rounded lines."""
    return round_half_up(Decimal(unit_minor) * quantity)


def portion(amount_minor: int, rate: Decimal) -> int:
    """R2: a percentage of an amount, never more than the amount itself."""
    return min(round_half_up(Decimal(amount_minor) * rate), amount_minor)


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """R3: share ``amount`` by largest remainder; ties go to the earlier position.

    The shares sum to ``amount``. No share exceeds its weight while ``amount`` is at most
    the sum of weights. Where all weights are zero the shares are equal, earlier first.

    Raises:
        ValueError: a negative amount or weight, or nobody to share among.
    """
    if amount < 0 or any(weight < 0 for weight in weights) or not weights:
        raise ValueError("allocate() takes a non-negative amount and non-negative weights")
    total = sum(weights)
    parts, total = (list(weights), total) if total else ([1] * len(weights), len(weights))
    shares = [amount * part // total for part in parts]
    left = amount - sum(shares)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(amount * parts[i] % total), i))
    for i in by_remainder[:left]:
        shares[i] += 1
    return shares


def refund_minor(paid_minor: int, quantity: Decimal, before: Decimal, after: Decimal) -> int:
    """R5: what refunding from ``before`` to ``after`` of ``quantity`` gives back.

    Any sequence of partial refunds sums to ``paid_minor`` exactly.
    """
    return _given_back(paid_minor, quantity, after) - _given_back(paid_minor, quantity, before)


def _given_back(paid_minor: int, quantity: Decimal, refunded: Decimal) -> int:
    return paid_minor if refunded >= quantity else int(Decimal(paid_minor) * refunded / quantity)


def to_text(amount_minor: int, currency: str = CNY) -> str:
    """``1250`` → ``"12.50"``: the decimal string that the API speaks."""
    exponent = EXPONENT[currency]
    return f"{Decimal(amount_minor).scaleb(-exponent):.{exponent}f}"


def from_text(text: str, currency: str = CNY) -> int:
    """``"12.50"`` → ``1250``.

    Raises:
        WrongCurrency: a currency that nobody trades in here.
        NotAnAmount: not a decimal number, finer than a minor unit, or beyond all reason.
    """
    if currency not in EXPONENT:
        raise WrongCurrency(expected=CNY, given=currency)
    try:
        scaled = Decimal(text).scaleb(EXPONENT[currency])
    except (ArithmeticError, TypeError, ValueError):
        raise NotAnAmount(text=str(text)[:40]) from None
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or abs(scaled) > MAX_MINOR:
        raise NotAnAmount(text=str(text)[:40])
    return int(scaled)
