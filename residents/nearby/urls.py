from django.urls import path

from . import views

app_name = "nearby"
urlpatterns = [
    path("", views.listing, name="list"),
    path("place/", views.place, name="place"),
]
