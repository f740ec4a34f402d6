from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "residents.profiles"
    label = "profiles"
