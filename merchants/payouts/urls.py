from django.urls import path

from . import views

app_name = "payouts"
urlpatterns = [
    path("", views.funds, name="funds"),
    path("pay-out/", views.pay_out, name="pay-out"),
]
