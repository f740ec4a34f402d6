from django.urls import path

from . import views

app_name = "vouchers"
urlpatterns = [
    path("", views.vouchers, name="vouchers"),
    path("define/", views.define, name="define"),
    path("<uuid:product_id>/stop/", views.stop, name="stop"),
]
