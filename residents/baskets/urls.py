from django.urls import path

from .views import addresses, orders, paying, shelves
from .views import shopping as views

app_name = "baskets"
urlpatterns = [
    path("s/<uuid:shop_id>/", shelves.shop, name="shop"),
    path("s/<uuid:shop_id>/<uuid:sku_id>/", shelves.choose, name="choose"),
    path("s/<uuid:shop_id>/pay/", paying.pay_shop, name="pay-shop"),
    path("pay/code/", paying.my_code, name="my-code"),
    path("pay/<uuid:payment_id>/done/", paying.paid, name="paid"),
    path("basket/", views.basket, name="basket"),
    path("basket/put/", views.put, name="put"),
    path("basket/price/", views.price, name="price"),
    path("basket/addresses/<uuid:address_id>/forget/", addresses.forget, name="forget"),
    path("basket/pay/", views.pay, name="pay"),
    path("basket/points/<uuid:promotion_id>/", views.use_points, name="use-points"),
    path("errands/<uuid:errand_id>/", orders.errand_page, name="errand"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<uuid:order_id>/", orders.order, name="order"),
    path("orders/<uuid:order_id>/again/", views.again, name="again"),
    path("orders/<uuid:order_id>/cancel/", orders.cancel, name="cancel"),
    path("orders/<uuid:order_id>/ask-to-cancel/", orders.ask, name="ask-to-cancel"),
    path("orders/<uuid:order_id>/stay/", orders.keep, name="stay"),
    path("pay/<uuid:order_id>/", paying.scanned, name="scanned"),
    path("pay/<uuid:order_id>/now/", paying.pay_scanned, name="pay-scanned"),
    path("pay/<uuid:payment_id>/waiting/", paying.paying, name="paying"),
    path("pay/<uuid:payment_id>/again/", paying.pay_again, name="pay-again"),
]
