"""Addresses for whoever something is brought to, and for the pictures of both sides."""

from django.urls import path

from .views import rides

app_name = "brought"
urlpatterns = [
    path("orders/<uuid:order_id>/<slug:name>/", rides.say, name="say"),
    path("photos/<uuid:photo_id>/", rides.photo, name="photo"),
]
