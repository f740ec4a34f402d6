from django.urls import path

from . import views

app_name = "baskets"
urlpatterns = [
    path("s/<uuid:shop_id>/", views.shop, name="shop"),
    path("s/<uuid:shop_id>/<uuid:sku_id>/", views.choose, name="choose"),
    path("basket/", views.basket, name="basket"),
    path("basket/put/", views.put, name="put"),
    path("basket/pay/", views.pay, name="pay"),
    path("errands/<uuid:errand_id>/", views.errand_page, name="errand"),
    path("orders/", views.orders, name="orders"),
    path("orders/<uuid:order_id>/", views.order, name="order"),
    path("orders/<uuid:order_id>/cancel/", views.cancel, name="cancel"),
    path("orders/<uuid:order_id>/ask-to-cancel/", views.ask, name="ask-to-cancel"),
    path("pay/<uuid:order_id>/", views.scanned, name="scanned"),
    path("pay/<uuid:order_id>/now/", views.pay_scanned, name="pay-scanned"),
]
