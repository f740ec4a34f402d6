from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "lending.offices"
    label = "offices"
