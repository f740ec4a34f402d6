"""The shop console by roles: each page of this wing with those whom it answers, asked for in one statement."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.actor import Actor
from ecosystem.ports import Entry

from .access import ACCOUNTANTS, BUYERS, KEEPERS, MANAGERS, RIDERS, SELLERS, STOCKERS, roles_at_shops

# What each page lets in, as its room says it; a test asks every page with every role.
PAGES: tuple[tuple[Entry, frozenset[str]], ...] = (
    (Entry(10, "shops:today", "home", _("Today")), KEEPERS),
    (Entry(20, "orders:board", "receipt", _("Orders")), KEEPERS),
    (Entry(30, "till:till", "barcode", _("Counter")), SELLERS),
    (Entry(40, "catalog:grid", "package", _("Goods")), KEEPERS),
    (Entry(50, "payouts:funds", "wallet", _("Funds")), ACCOUNTANTS),
    (Entry(70, "procurement:purchases", "truck", _("Purchases")), KEEPERS | STOCKERS | BUYERS | ACCOUNTANTS),
    (Entry(71, "delivery:mine", "walk", _("Deliveries")), RIDERS),
    (Entry(72, "aftersale:cases", "refresh", _("After-sale")), KEEPERS),
    (Entry(73, "customers:list", "user-check", _("Customers")), SELLERS),
    (Entry(74, "shop-reviews:reviews", "star", _("Reviews")), KEEPERS),
    (Entry(75, "stock:stock", "checklist", _("Stock")), STOCKERS),
    (Entry(77, "promotions:promotions", "discount", _("Promotions")), MANAGERS),
    (Entry(78, "vouchers:vouchers", "ticket", _("Vouchers")), MANAGERS),
    (Entry(80, "reports:index", "chart-bar", _("Reports")), MANAGERS | ACCOUNTANTS),
    (Entry(85, "staff:staff", "users", _("Staff")), MANAGERS),
)


class ShopConsole:
    """Joined to the port ``Navigation``."""

    def entries(self, *, actor: Actor, console: str) -> Sequence[Entry]:
        held = roles_at_shops(actor) if console == "shop" else set()
        return [entry for entry, roles in PAGES if held & roles]
