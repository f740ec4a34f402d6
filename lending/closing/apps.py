from django.apps import AppConfig


class ClosingConfig(AppConfig):
    name = "lending.closing"
    label = "closing"
