from django.urls import path

from . import views

app_name = "wallet"
urlpatterns = [
    path("", views.wallet, name="wallet"),
    path("coupons/<uuid:promotion_id>/take/", views.take, name="take"),
    path("vouchers/<uuid:voucher_id>/", views.voucher, name="voucher"),
    path("vouchers/<uuid:voucher_id>/refund/", views.refund, name="refund"),
    path("buy/<uuid:product_id>/", views.buy, name="buy"),
]
