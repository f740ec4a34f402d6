from django.urls import path

from . import views

app_name = "catalog"
urlpatterns = [
    path("", views.grid, name="grid"),
    path("add/", views.add, name="add"),
    path("<uuid:sku_id>/price/", views.price, name="price"),
    path("<uuid:sku_id>/sale/", views.sale, name="sale"),
]
