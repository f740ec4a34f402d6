from django.urls import path
from django.views.generic import RedirectView

from .views import aside, document, linked, money, purchases, reorder, supply

app_name = "procurement"
urlpatterns = [
    path("shop/purchases/", purchases.board, name="purchases"),
    path("shop/purchases/earlier/", purchases.earlier, name="earlier"),
    path("shop/purchases/aside/", aside.aside, name="aside"),
    path("shop/purchases/panel/", purchases.panel, name="panel"),
    path("shop/purchases/suppliers/", purchases.suppliers, name="suppliers"),
    path("shop/purchases/suppliers/note/", purchases.note, name="note"),
    path("shop/purchases/suppliers/<uuid:supplier_id>/", purchases.price_list, name="price-list"),
    path("shop/purchases/suppliers/<uuid:supplier_id>/draft/", purchases.draft, name="draft"),
    path("shop/purchases/suppliers/<uuid:supplier_id>/reordering/", reorder.reordering, name="reordering"),
    path("shop/purchases/link/", purchases.link, name="link"),
    path("shop/purchases/drafts/<uuid:order_id>/", purchases.rewrite, name="rewrite"),
    path("shop/purchases/reorder/", reorder.suggestions, name="reorder"),
    path("shop/purchases/reorder/<uuid:supplier_id>/", reorder.draft, name="reorder-draft"),
    path("shop/purchases/rules/<uuid:sku_id>/", reorder.rule, name="reorder-rule"),
    path("shop/purchases/payables/", money.payables, name="payables"),
    path("shop/purchases/policy/", purchases.policy, name="policy"),
    path("purchases/<uuid:order_id>/", document.document, name="document"),
    path("purchases/<uuid:order_id>/<slug:name>/", document.step, name="step"),
    path("purchases/invoices/<uuid:invoice_id>/<slug:name>/", money.step, name="invoice-step"),
    path("purchases/debits/<uuid:debit_id>/pay-back/", money.pay_back, name="pay-back"),
    path("supply/", RedirectView.as_view(pattern_name="procurement:supply"), name="desk"),
    path("supply/orders/", supply.board, name="supply"),
    path("supply/orders/earlier/", supply.earlier, name="supply-earlier"),
    path("supply/join/", supply.join, name="join"),
    path("supply/prices/", supply.prices, name="prices"),
    path("supply/prices/add/", supply.add, name="add-article"),
    path("supply/prices/<uuid:article_id>/", supply.change, name="change-article"),
    path("supply/claims/", money.claims, name="claims"),
    path("supply/link/<str:token>/", linked.document, name="linked"),
    path("supply/link/<str:token>/<slug:name>/", linked.step, name="linked-step"),
]
