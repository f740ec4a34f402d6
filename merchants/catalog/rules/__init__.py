"""What names, prices, codes and units may be, and what a buyer may choose."""

from .naming import MAX_PRICE_MINOR, checked_code, checked_label, checked_name, checked_price
from .offering import Group, Option, Terms
from .standing import FIELDS, Standing, back_on_the_shelf, differences
from .units import MOST_MAKING, WHOLE, Units, base_quantity, checked_barcode, checked_cap, checked_making, checked_tax, checked_units, sold_by

__all__ = [
    "FIELDS",
    "MAX_PRICE_MINOR",
    "MOST_MAKING",
    "WHOLE",
    "Group",
    "Option",
    "Standing",
    "Terms",
    "Units",
    "back_on_the_shelf",
    "base_quantity",
    "checked_barcode",
    "checked_cap",
    "checked_code",
    "checked_label",
    "checked_making",
    "checked_name",
    "checked_price",
    "checked_tax",
    "checked_units",
    "differences",
    "sold_by",
]
