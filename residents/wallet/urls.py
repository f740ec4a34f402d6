from django.urls import path

from .views import cards, held, memberships

app_name = "wallet"
urlpatterns = [
    path("", held.wallet, name="wallet"),
    path("coupons/<uuid:promotion_id>/take/", held.take, name="take"),
    path("coupons/<uuid:coupon_id>/", held.coupon, name="coupon"),
    path("vouchers/<uuid:voucher_id>/", held.voucher, name="voucher"),
    path("vouchers/<uuid:voucher_id>/refund/", held.refund, name="refund"),
    path("buy/<uuid:product_id>/", held.buy, name="buy"),
    path("memberships/", memberships.memberships, name="memberships"),
    path("memberships/<uuid:shop_id>/", memberships.membership, name="membership"),
    path("memberships/<uuid:shop_id>/<slug:what>/", memberships.switch, name="switch"),
    path("cards/<uuid:card_id>/", cards.card, name="card"),
    path("cards/<uuid:card_id>/end/", cards.end, name="end-card"),
    path("cards/buy/<uuid:plan_id>/", cards.buy, name="buy-card"),
]
