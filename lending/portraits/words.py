"""Features in words, and the reasons for which facts are left out or asked about."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.kernel.money import to_text
from ecosystem.kernel.quantities import plain

LABELS: Mapping[str, str | Promise] = {
    "history_days": gettext_lazy("Days since the first settled sale"),
    "active_days_30": gettext_lazy("Days with sales, of 30"),
    "active_days_90": gettext_lazy("Days with sales, of 90"),
    "median_monthly_net_minor": gettext_lazy("Typical month, net"),
    "p25_monthly_net_minor": gettext_lazy("Weak month, net"),
    "trend_bp": gettext_lazy("Last 30 days against the 30 before"),
    "volatility_bp": gettext_lazy("Swing of a typical week"),
    "refund_rate_bp": gettext_lazy("Refunded, of 90 days"),
    "distinct_buyers": gettext_lazy("Customers in 90 days"),
    "repeat_buyer_bp": gettext_lazy("Customers who came back"),
    "top_5_buyer_bp": gettext_lazy("Five largest customers"),
    "ticket_median_minor": gettext_lazy("Typical ticket"),
    "own_sales_bp": gettext_lazy("Sold to its own people"),
    "procurement_regularity_bp": gettext_lazy("Weeks with goods received"),
    "daily_base_minor": gettext_lazy("Net a day, of 90 days"),
    "trend_13w_bp": gettext_lazy("A week against half a quarter before, typical of 13 weeks"),
    "trend_26w_bp": gettext_lazy("A week against a quarter before, typical of 26 weeks"),
    "trend_52w_bp": gettext_lazy("A week against half a year before, typical of 52 weeks"),
    "year_on_year_bp": gettext_lazy("Last four weeks against the same a year ago"),
    "worst_8_weeks_bp": gettext_lazy("Worst eight weeks against usual ones"),
    "season_floor_bp": gettext_lazy("Weakest month of the year against a typical one"),
    "retained_buyer_bp": gettext_lazy("Last quarter's customers who bought again"),
    "new_buyer_bp": gettext_lazy("Customers who are new this quarter"),
    "buyer_hhi_bp": gettext_lazy("Concentration of customers (HHI)"),
    "channel_hhi_bp": gettext_lazy("Concentration of ways to order (HHI)"),
    "ticket_drift_bp": gettext_lazy("Typical ticket against the quarter before"),
    "refund_trend_bp": gettext_lazy("Refunds of 30 days against those of 90"),
    "margin_proxy_bp": gettext_lazy("Left of sales after goods received, of 90 days"),
    "paid_on_time_bp": gettext_lazy("Suppliers' bills paid in time, of 180 days"),
    "days_beyond_terms": gettext_lazy("Days that bills were late, weighed by amount"),
    "withheld_bp": gettext_lazy("Withheld of payouts, of 90 days"),
    "suspect_sales_bp": gettext_lazy("Sales that a guard asks about, of 90 days"),
}
LEFT_OUT: Mapping[str, str | Promise] = {
    "future": gettext_lazy("After the moment that is asked about"),
    "before_opening": gettext_lazy("Before the shop opened"),
    "other_currency": gettext_lazy("In another currency"),
    "unreadable": gettext_lazy("Amount not readable"),
    "told_twice": gettext_lazy("Told again of the same document"),
}
GUARDS: Mapping[str, str | Promise] = {
    "device": gettext_lazy("Five people or more on one phone"),
    "card": gettext_lazy("Five people or more on one card or account"),
    "ring": gettext_lazy("Eight people or more linked by phones and cards"),
    "door": gettext_lazy("Many people at one door with few phones"),
    "owner": gettext_lazy("The owner's phone, card or account under another name"),
    "fast_refund": gettext_lazy("Given back within a day, again and again"),
    "returns": gettext_lazy("A customer who gets nearly everything back"),
    "edge": gettext_lazy("The same few just under a round amount"),
    "reciprocal": gettext_lazy("Sold to and bought from the same business, evenly"),
    "burst": gettext_lazy("Six sales or more to one buyer within an hour"),
}
KINDS: Mapping[str, str | Promise] = {
    "trade.order_paid": gettext_lazy("Order paid"),
    "trade.order_settled": gettext_lazy("Sale settled"),
    "trade.order_refunded": gettext_lazy("Money given back"),
    "trade.stock_received": gettext_lazy("Goods received"),
    "trade.purchase_paid": gettext_lazy("Supplier's bill paid"),
    "trade.payout_made": gettext_lazy("Paid out to the shop"),
}
STANDINGS: Mapping[str, str | Promise] = {
    "settled": gettext_lazy("settled in the books"),
    "attested": gettext_lazy("signed by a partner"),
    "claimed": gettext_lazy("said by a platform"),
}
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Sales"),
        (
            "history_days",
            "active_days_30",
            "active_days_90",
            "median_monthly_net_minor",
            "p25_monthly_net_minor",
            "daily_base_minor",
            "ticket_median_minor",
            "ticket_drift_bp",
            "season_floor_bp",
        ),
    ),
    (
        gettext_lazy("Trend and swing"),
        ("trend_bp", "trend_13w_bp", "trend_26w_bp", "trend_52w_bp", "year_on_year_bp", "volatility_bp", "worst_8_weeks_bp"),
    ),
    (
        gettext_lazy("Customers"),
        ("distinct_buyers", "repeat_buyer_bp", "retained_buyer_bp", "new_buyer_bp", "top_5_buyer_bp", "buyer_hhi_bp", "channel_hhi_bp"),
    ),
    (gettext_lazy("Refunds and care"), ("refund_rate_bp", "refund_trend_bp", "own_sales_bp", "suspect_sales_bp")),
    (
        gettext_lazy("Suppliers and funds"),
        ("procurement_regularity_bp", "margin_proxy_bp", "paid_on_time_bp", "days_beyond_terms", "withheld_bp"),
    ),
)


def shown(feature: str, value: int | None) -> str:
    """A feature's value as people write it: yuan, per cent, or a plain number."""
    if value is None:
        return _("not known")
    if feature.endswith("_minor"):
        return f"¥{Decimal(to_text(value)):,.2f}"
    if feature.endswith("_bp"):
        return f"{plain(Decimal(value) / 100)}%"
    return str(value)
