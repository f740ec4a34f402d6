from django.urls import path

from .views import bank as views

app_name = "payouts-bank"
urlpatterns = [
    path("", views.payouts, name="payouts"),
    path("<uuid:payout_id>/approve/", views.approve, name="approve"),
    path("<uuid:payout_id>/reject/", views.reject, name="reject"),
]
