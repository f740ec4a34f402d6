"""What other rooms and wings may take from products."""

from .errors import ProductNotOffered
from .models import Product
from .periods import A_YEAR, unit_periods
from .queries import current_product, versions_of
from .rates import AnnualCost, NoRate, UnitFlow, actuarial_rate, annual_cost, annual_cost_monthly, irr, irr_daily
from .rules import (
    Projection,
    Segment,
    accrued_minor,
    expected_loss_minor,
    half_up,
    interest_units,
    ppm_of,
    project_line,
    sweep_minor,
    units_to_minor,
    year_interest_minor,
)

LINE = "line_act360"

__all__ = [
    "A_YEAR",
    "LINE",
    "AnnualCost",
    "NoRate",
    "Product",
    "ProductNotOffered",
    "Projection",
    "Segment",
    "UnitFlow",
    "accrued_minor",
    "actuarial_rate",
    "annual_cost",
    "annual_cost_monthly",
    "current_product",
    "expected_loss_minor",
    "half_up",
    "interest_units",
    "irr",
    "irr_daily",
    "ppm_of",
    "project_line",
    "sweep_minor",
    "unit_periods",
    "units_to_minor",
    "versions_of",
    "year_interest_minor",
]
