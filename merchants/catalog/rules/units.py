"""Units of goods, and the barcodes printed on them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from stdnum import ean

from ecosystem.kernel.taxes import MOST_TAX_BP
from ecosystem.kernel.weights import MASS

from ..errors import BadBarcode, BadCap, BadMaking, BadTax, BadUnits, WholeOnly

# Goods of a mass are weighed, everything else that is not measured is counted.
MEASURED = frozenset({*MASS, "litre", "metre"})
WHOLE = frozenset({"piece", "bottle", "can", "bag", "pack", "box", "case", "bowl", "cup", "portion", "set", "pair"})
STEP, MOST = Decimal("0.001"), Decimal(100_000)
# What takes longer than a day to make is ordered ahead, not prepared.
MOST_MAKING = 1_440


@dataclass(frozen=True, slots=True)
class Units:
    """Stock is kept in ``base``; one ``sale`` unit holds ``sale_factor`` of it, one ``purchase`` unit ``purchase_factor``."""

    base: str = "piece"
    sale: str = "piece"
    purchase: str = "piece"
    sale_factor: Decimal = Decimal(1)
    purchase_factor: Decimal = Decimal(1)
    whole_only: bool = True


def sold_by(unit: str) -> Units:
    """Kept, sold and bought in one unit; counted things are never split. Raises ``BadUnits``."""
    return checked_units(Units(unit, unit, unit, whole_only=unit in WHOLE))


def checked_units(units: Units) -> Units:
    """Known units that convert by a positive number of thousandths, mass by its own measure.

    Raises:
        BadUnits: an unknown unit, no factor, two factors for one unit, or 500 g that are not 0.5 kg.
    """
    for unit, factor in ((units.base, Decimal(1)), (units.sale, units.sale_factor), (units.purchase, units.purchase_factor)):
        if unit not in WHOLE | MEASURED or not _is_quantity(factor) or (unit == units.base and factor != 1):
            raise BadUnits
        if unit in MASS and units.base in MASS and factor != MASS[unit] / MASS[units.base]:
            raise BadUnits
    return units


def base_quantity(name: str, quantity: Decimal, units: Units) -> Decimal:
    """F2: exact multiplication into base units.

    Raises:
        WholeOnly: a part of something that is never split, or finer than a thousandth.
    """
    base = quantity * units.sale_factor
    if base != base.quantize(Decimal(1) if units.whole_only else STEP):
        raise WholeOnly(name=name)
    return base.quantize(STEP)


def checked_cap(cap: Decimal | None) -> Decimal | None:
    """How much may be sold a day, in sale units; ``None`` is as much as there is. Raises ``BadCap``."""
    if cap is not None and not _is_quantity(cap):
        raise BadCap
    return cap


def checked_tax(tax_bp: int | None) -> int | None:
    """The tax that a price holds, in basis points; ``None`` is what the merchant's terms say. Raises ``BadTax``."""
    if tax_bp is not None and not 0 <= tax_bp <= MOST_TAX_BP:
        raise BadTax
    return tax_bp


def checked_making(minutes: int) -> int:
    """How many minutes making one takes; 0 is what lies on the shelf. Raises ``BadMaking``."""
    if not 0 <= minutes <= MOST_MAKING:
        raise BadMaking
    return minutes


def checked_barcode(text: str) -> str | None:
    """GTIN-8, -12, -13 or -14 with a right check digit (GS1 General Specifications, 7.9); nothing is no barcode.

    Raises:
        BadBarcode: other digits, or a check digit that is not theirs.
    """
    digits = "".join(text.split())
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal() and ean.is_valid(digits)):
        raise BadBarcode(barcode=digits[:20])
    return digits


def _is_quantity(number: Decimal) -> bool:
    return number.is_finite() and 0 < number < MOST and number == number.quantize(STEP)
