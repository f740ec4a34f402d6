from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "residents.joining"
    label = "joining"
