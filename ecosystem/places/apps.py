from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "ecosystem.places"
    label = "places"
