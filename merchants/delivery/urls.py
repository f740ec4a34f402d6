from django.urls import path

from . import views

app_name = "delivery"
urlpatterns = [
    path("", views.deliveries, name="mine"),
    path("orders/<uuid:order_id>/", views.of_order, name="of-order"),
    path("orders/<uuid:order_id>/assign/", views.assign, name="assign"),
    path("orders/<uuid:order_id>/claim/", views.claim, name="claim"),
    path("<uuid:delivery_id>/", views.delivery, name="delivery"),
    path("<uuid:delivery_id>/<slug:name>/", views.act, name="act"),
]
