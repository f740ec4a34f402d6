from django.urls import path

from . import cards, memberships, views

app_name = "wallet"
urlpatterns = [
    path("", views.wallet, name="wallet"),
    path("coupons/<uuid:promotion_id>/take/", views.take, name="take"),
    path("vouchers/<uuid:voucher_id>/", views.voucher, name="voucher"),
    path("vouchers/<uuid:voucher_id>/refund/", views.refund, name="refund"),
    path("buy/<uuid:product_id>/", views.buy, name="buy"),
    path("memberships/", memberships.memberships, name="memberships"),
    path("memberships/<uuid:shop_id>/", memberships.membership, name="membership"),
    path("memberships/<uuid:shop_id>/<slug:what>/", memberships.switch, name="switch"),
    path("cards/<uuid:card_id>/", cards.card, name="card"),
    path("cards/<uuid:card_id>/end/", cards.end, name="end-card"),
    path("cards/buy/<uuid:plan_id>/", cards.buy, name="buy-card"),
]
