from django.urls import path

from . import views

app_name = "rounds"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("open/", views.open_one, name="open"),
    path("<uuid:round_id>/serve/", views.serve, name="serve"),
    path("<uuid:round_id>/leave/", views.leave, name="leave"),
    path("<uuid:round_id>/call-off/", views.call_off, name="call-off"),
]
