from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.listing, name="list"),
    path("notices/read/", views.read, name="read"),
    path("notices/count/", views.count, name="count"),
    path("notices/ways/", views.ways, name="ways"),
    path("notices/devices/", views.device, name="device"),
    path("notices/devices/forget/", views.forget_device, name="forget_device"),
]
