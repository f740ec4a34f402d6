from django.urls import path

from . import views

app_name = "couriers"
urlpatterns = [
    path("", views.couriers, name="couriers"),
    path("days/<day:on>/", views.day, name="day"),
    path("let/", views.let, name="let"),
    path("forbid/", views.forbid, name="forbid"),
    path("orders/<uuid:order_id>/", views.of_order, name="of-order"),
    path("orders/<uuid:order_id>/offers/", views.offers, name="offers"),
    path("orders/<uuid:order_id>/send/", views.send, name="send"),
    path("<uuid:dispatch_id>/recall/", views.recall, name="recall"),
]
