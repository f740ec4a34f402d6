from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.listing, name="list"),
    path("notices/read/", views.read, name="read"),
    path("notices/count/", views.count, name="count"),
]
