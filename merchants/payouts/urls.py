from django.urls import path

from . import views

app_name = "payouts"
urlpatterns = [
    path("", views.funds, name="funds"),
    path("panel/", views.panel, name="panel"),
    path("pay-out/", views.pay_out, name="pay-out"),
]
