"""The composition root's routes; wings are named by string."""

from django.conf import settings
from django.urls import include, path

API = {
    "merchants": [
        "merchants.catalog.api",
        "merchants.stock.api",
        "merchants.customers.api",
        "merchants.promotions.api",
        "merchants.vouchers.api",
        "merchants.orders.api",
        "merchants.aftersale.api",
        "merchants.till.api",
        "merchants.procurement.api",
        "merchants.sourcing.api",
        "merchants.payouts.api",
        "merchants.takings.api",
        "merchants.reports.api",
    ],
    "residents": ["residents.nearby.api", "residents.baskets.api"],
    "lending": ["lending.offers.api", "lending.loans.api"],
}
PAGES: dict[str, list[tuple[str, str]]] = {
    "merchants": [
        ("shop/", "merchants.shops.urls"),
        ("shop/orders/", "merchants.orders.urls"),
        ("shop/after-sale/", "merchants.aftersale.urls"),
        ("after-sale/", "merchants.aftersale.urls_mine"),
        ("bank/disputes/", "merchants.aftersale.urls_bank"),
        ("shop/goods/", "merchants.catalog.urls"),
        ("shop/stock/", "merchants.stock.urls"),
        ("shop/till/", "merchants.till.urls"),
        ("", "merchants.procurement.urls"),
        ("", "merchants.staff.urls"),
        ("shop/promotions/", "merchants.promotions.urls"),
        ("shop/vouchers/", "merchants.vouchers.urls"),
        ("", "merchants.sourcing.urls"),
        ("", "merchants.pools.urls"),
        ("", "merchants.wholesale.urls"),
        ("shop/customers/", "merchants.customers.urls"),
        ("tabs/", "merchants.customers.holders"),
        ("shop/funds/", "merchants.payouts.urls"),
        ("shop/reports/", "merchants.reports.urls"),
        ("shop/takings/", "merchants.takings.urls"),
        ("bank/payouts/", "merchants.payouts.urls_bank"),
        ("bank/budgets/", "merchants.promotions.urls_bank"),
        ("bank/appeals/", "merchants.reports.urls_bank"),
        ("shop/", "merchants.onboarding.urls"),
        ("bank/onboarding/", "merchants.onboarding.urls_bank"),
        ("bank/tariffs/", "merchants.settlement.urls"),
    ],
    "residents": [("nearby/", "residents.nearby.urls"), ("", "residents.baskets.urls")],
    "lending": [
        ("", "lending.offers.urls"),
        ("credit/", "lending.loans.urls"),
        ("bank/credit/", "lending.policy.urls"),
        ("bank/books/", "lending.closing.urls"),
    ],
}
handler400 = "ecosystem.web.views.bad_request"
handler404 = "ecosystem.web.views.not_found"

urlpatterns = [
    path("", include("ecosystem.stack.urls")),
    path("", include("ecosystem.identity.urls")),
    path("", include("ecosystem.web.urls")),
    path("", include("ecosystem.design.urls")),
    path("", include("ecosystem.notices.urls")),
    path("consents/", include("ecosystem.consent.urls")),
    path("api/v1/", include("ecosystem.consent.api")),
    path("", include("ecosystem.places.urls")),
    path("bank/reconciliation/", include("ecosystem.payments.urls")),
    path("api/v1/", include("ecosystem.payments.api")),
    path("simulated-acquirer/", include("ecosystem.payments.urls_simulated")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.account.urls")),
    *(path("api/v1/", include(api)) for wing in API if wing in settings.ENABLED_WINGS for api in API[wing]),
    *(path(at, include(pages)) for wing in PAGES if wing in settings.ENABLED_WINGS for at, pages in PAGES[wing]),
]
