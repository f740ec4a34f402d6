from django.urls import path

from . import views

app_name = "till"
urlpatterns = [
    path("", views.till, name="till"),
    path("ring-up/", views.ring_up, name="ring-up"),
    path("<uuid:order_id>/", views.code, name="code"),
]
