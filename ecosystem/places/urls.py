from django.urls import path

from . import views

app_name = "places"
urlpatterns = [
    path("places/map.geojson", views.town_map, name="map"),
    path("places/drawn.geojson", views.drawn_map, name="drawn"),
]
