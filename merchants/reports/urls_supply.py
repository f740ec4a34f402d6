from django.urls import path

from .views import supply

app_name = "claims"
urlpatterns = [
    path("", supply.ageing, name="ageing"),
    path("ageing.<slug:kind>", supply.export, name="file"),
]
