"""Buying and supplying, for programs of both sides."""

from django.urls import path

from . import aside, invoices, orders, reordering, suppliers

ORDER = "purchase-orders/<uuid:order_id>"
urlpatterns = [
    path("shops/<uuid:shop_id>/suppliers", suppliers.SuppliersView.as_view(), name="api-suppliers"),
    path("shops/<uuid:shop_id>/suppliers/<uuid:supplier_id>/articles", suppliers.PriceListView.as_view(), name="api-price-list"),
    path("shops/<uuid:shop_id>/suppliers/<uuid:supplier_id>/reordering", reordering.ReorderingView.as_view(), name="api-reordering"),
    path("shops/<uuid:shop_id>/suppliers/<uuid:supplier_id>/suggested-draft", reordering.SuggestedDraftView.as_view(), name="api-suggested-draft"),
    path("shops/<uuid:shop_id>/suggestions", reordering.SuggestionsView.as_view(), name="api-suggestions"),
    path("skus/<uuid:sku_id>/reorder-rule", reordering.ReorderRuleView.as_view(), name="api-reorder-rule"),
    path("suppliers/<uuid:supplier_id>/articles", suppliers.ArticlesView.as_view(), name="api-articles"),
    path("articles/<uuid:article_id>/link", suppliers.LinkView.as_view(), name="api-article-link"),
    path("shops/<uuid:shop_id>/purchase-orders", orders.PurchasesView.as_view(), name="api-purchases"),
    path("suppliers/<uuid:supplier_id>/orders", orders.SuppliersOrdersView.as_view(), name="api-supplier-orders"),
    path(ORDER, orders.PurchaseView.as_view(), name="api-purchase"),
    path(f"{ORDER}/shipments", orders.ShipmentsView.as_view(), name="api-shipments"),
    path(f"{ORDER}/receipts", orders.ReceiptsView.as_view(), name="api-goods-receipts"),
    path(f"{ORDER}/receipts/<uuid:receipt_id>/reversal", orders.ReversalView.as_view(), name="api-reversal"),
    path(f"{ORDER}/counts", aside.CountsView.as_view(), name="api-door-counts"),
    path(f"{ORDER}/counts/<uuid:count_id>/acceptance", aside.AcceptanceView.as_view(), name="api-door-count-acceptance"),
    path(f"{ORDER}/counts/<uuid:count_id>/drop", aside.DroppingView.as_view(), name="api-door-count-drop"),
    path(f"{ORDER}/refused/<uuid:refused_id>", aside.RefusedView.as_view(), name="api-refused"),
    path(f"{ORDER}/returns", orders.ReturnsView.as_view(), name="api-returns"),
    path(f"{ORDER}/invoices", invoices.InvoicesView.as_view(), name="api-invoices"),
    path(f"{ORDER}/<slug:name>", orders.PurchaseStepView.as_view(), name="api-purchase-step"),
    path("invoices/<uuid:invoice_id>/pay", invoices.PayView.as_view(), name="api-invoice-pay"),
    path("invoices/<uuid:invoice_id>/<slug:name>", invoices.InvoiceStepView.as_view(), name="api-invoice-step"),
    path("debit-notes/<uuid:debit_id>/pay-back", invoices.PayBackView.as_view(), name="api-pay-back"),
    path("shops/<uuid:shop_id>/payables", invoices.PayablesView.as_view(), name="api-payables"),
]
