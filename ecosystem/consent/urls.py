from django.urls import path

from . import views

app_name = "consent"
urlpatterns = [
    path("", views.overview, name="list"),
    path("grant/", views.grant, name="grant"),
    path("propose/", views.propose, name="propose"),
    path("quorum/", views.quorum, name="quorum"),
    path("proposals/<uuid:proposal_id>/approve/", views.approve, name="approve"),
    path("proposals/<uuid:proposal_id>/drop/", views.drop, name="drop"),
    path("<uuid:grant_id>/revoke/", views.revoke, name="revoke"),
]
