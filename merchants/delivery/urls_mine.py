"""Addresses for whoever something is brought to, and for the pictures of both sides."""

from django.urls import path

from . import views

app_name = "brought"
urlpatterns = [
    path("orders/<uuid:order_id>/<slug:name>/", views.say, name="say"),
    path("photos/<uuid:photo_id>/", views.photo, name="photo"),
]
