"""The till, for programs: sales at the counter, shifts, what is given back, receipts as bytes."""

from django.urls import path

from .phone import PhoneOrdersView, PhoneQuotesView
from .quotes import SaleQuotesView, ShownCouponsView
from .sales import PriceListView, ReceiptView, ReturnsView, SalesView, TabPaymentsView
from .seller import SellerView
from .shifts import ApproveView, CloseView, PaidInView, PaidOutView, ShiftsView
from .vouchers import RedemptionsView, UndoView, VoucherCodesView

urlpatterns = [
    path("shops/<uuid:shop_id>/sales", SalesView.as_view(), name="api-sales"),
    path("shops/<uuid:shop_id>/sale-quotes", SaleQuotesView.as_view(), name="api-sale-quotes"),
    path("shops/<uuid:shop_id>/shown-coupons", ShownCouponsView.as_view(), name="api-shown-coupons"),
    path("shops/<uuid:shop_id>/phone-orders", PhoneOrdersView.as_view(), name="api-phone-orders"),
    path("shops/<uuid:shop_id>/phone-quotes", PhoneQuotesView.as_view(), name="api-phone-quotes"),
    path("shops/<uuid:shop_id>/seller", SellerView.as_view(), name="api-seller"),
    path("shops/<uuid:shop_id>/price-list", PriceListView.as_view(), name="api-price-list"),
    path("shops/<uuid:shop_id>/shifts", ShiftsView.as_view(), name="api-shifts"),
    path("shifts/<uuid:shift_id>/paid-in", PaidInView.as_view(), name="api-paid-in"),
    path("shifts/<uuid:shift_id>/paid-out", PaidOutView.as_view(), name="api-paid-out"),
    path("shifts/<uuid:shift_id>/close", CloseView.as_view(), name="api-shift-close"),
    path("shifts/<uuid:shift_id>/approve", ApproveView.as_view(), name="api-shift-approve"),
    path("sales/<uuid:order_id>/returns", ReturnsView.as_view(), name="api-returns"),
    path("sales/<uuid:order_id>/receipt", ReceiptView.as_view(), name="api-receipt"),
    path("shops/<uuid:shop_id>/redemptions", RedemptionsView.as_view(), name="api-redemptions"),
    path("shops/<uuid:shop_id>/voucher-codes", VoucherCodesView.as_view(), name="api-voucher-codes"),
    path("redemptions/<uuid:redemption_id>/undo", UndoView.as_view(), name="api-redemption-undo"),
    path("customers/<uuid:card_id>/payments", TabPaymentsView.as_view(), name="api-tab-payments"),
]

__all__ = ["urlpatterns"]
