from django.apps import AppConfig


class NearbyConfig(AppConfig):
    name = "residents.nearby"
    label = "nearby"
