from django.urls import path

from .views import points, rides

app_name = "delivery"
urlpatterns = [
    path("", rides.deliveries, name="mine"),
    path("parcels/", points.parcels, name="parcels"),
    path("parcels/<uuid:order_id>/collect/", points.collect, name="collect"),
    path("parcels/<uuid:order_id>/fetch/", points.fetch, name="fetch"),
    path("parcels/<uuid:order_id>/drop/", points.drop, name="drop"),
    path("orders/<uuid:order_id>/", rides.of_order, name="of-order"),
    path("orders/<uuid:order_id>/assign/", rides.assign, name="assign"),
    path("orders/<uuid:order_id>/claim/", rides.claim, name="claim"),
    path("<uuid:delivery_id>/", rides.delivery, name="delivery"),
    path("<uuid:delivery_id>/<slug:name>/", rides.act, name="act"),
]
