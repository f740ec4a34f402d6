from django.urls import path

from . import views

app_name = "consent"
urlpatterns = [
    path("", views.overview, name="list"),
    path("grant/", views.grant, name="grant"),
    path("<uuid:grant_id>/revoke/", views.revoke, name="revoke"),
]
