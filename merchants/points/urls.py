from django.urls import path

from . import views

app_name = "points"
urlpatterns = [
    path("", views.points, name="points"),
    path("offer/", views.offer, name="offer"),
    path("close/", views.close, name="close"),
    path("<uuid:point_id>/bring/", views.bring, name="bring"),
    path("<uuid:point_id>/stop/", views.stop, name="stop"),
]
