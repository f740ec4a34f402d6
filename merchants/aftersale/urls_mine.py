"""Addresses for whoever bought something, and for the pictures of both sides."""

from django.urls import path

from .views import buyer as views
from .views import reading

app_name = "after-sales"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("orders/<uuid:order_id>/", views.apply, name="apply"),
    path("orders/<uuid:order_id>/cases/", views.of_order, name="of-order"),
    path("photos/<uuid:photo_id>/", reading.photo, name="photo"),
    path("<uuid:case_id>/", views.case, name="case"),
    path("<uuid:case_id>/<slug:name>/", views.act, name="act"),
]
