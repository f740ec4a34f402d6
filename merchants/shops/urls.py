from django.urls import path

from . import views

app_name = "shops"
urlpatterns = [
    path("", views.today, name="today"),
    path("<uuid:shop_id>/switch/", views.switch, name="switch"),
    path("<uuid:shop_id>/selling/", views.selling, name="selling"),
    path("<uuid:shop_id>/hours/", views.hours, name="hours"),
]
