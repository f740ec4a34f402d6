from django.urls import path

from . import views, views_points

app_name = "delivery"
urlpatterns = [
    path("", views.deliveries, name="mine"),
    path("parcels/", views_points.parcels, name="parcels"),
    path("parcels/<uuid:order_id>/collect/", views_points.collect, name="collect"),
    path("parcels/<uuid:order_id>/fetch/", views_points.fetch, name="fetch"),
    path("parcels/<uuid:order_id>/drop/", views_points.drop, name="drop"),
    path("orders/<uuid:order_id>/", views.of_order, name="of-order"),
    path("orders/<uuid:order_id>/assign/", views.assign, name="assign"),
    path("orders/<uuid:order_id>/claim/", views.claim, name="claim"),
    path("<uuid:delivery_id>/", views.delivery, name="delivery"),
    path("<uuid:delivery_id>/<slug:name>/", views.act, name="act"),
]
