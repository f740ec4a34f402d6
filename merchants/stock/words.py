"""What the reasons of movements are called on pages."""

from django.utils.translation import gettext_lazy as _

ADJUSTMENTS = {
    "damaged": _("Damaged"),
    "own_use": _("Used in the shop"),
    "gift": _("Given away"),
    "lost": _("Lost"),
    "expired": _("Expired"),
    "found": _("Found"),
}
REASONS = {**ADJUSTMENTS, "shelf": _("Counted at the shelf"), "landed_cost": _("Freight and the like"), "invoice": _("Invoice")}
