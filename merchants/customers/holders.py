"""Addresses for whoever owes: the tabs that she holds, and the one behind a link."""

from django.urls import path

from .views import holders

app_name = "tabs"
urlpatterns = [
    path("", holders.mine, name="mine"),
    path("<str:token>/", holders.tab, name="tab"),
    path("<str:token>/pay/", holders.pay, name="pay"),
]
