"""Units of mass: what is sold by them is put on a scale, and costs what that says."""

from decimal import Decimal

# How many grams.
MASS = {"gram": Decimal(1), "jin": Decimal(500), "kg": Decimal(1000)}
