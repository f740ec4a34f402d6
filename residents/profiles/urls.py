from django.urls import path

from . import views

app_name = "profiles"
urlpatterns = [
    path("shops/", views.shops, name="shops"),
    path("shops/<uuid:shop_id>/allow/", views.allow, name="allow"),
]
