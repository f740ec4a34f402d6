"""Addresses for whoever owes: the tabs that she holds, and the one behind a link."""

from django.urls import path

from . import views_holders

app_name = "tabs"
urlpatterns = [
    path("", views_holders.mine, name="mine"),
    path("<str:token>/", views_holders.tab, name="tab"),
    path("<str:token>/pay/", views_holders.pay, name="pay"),
]
