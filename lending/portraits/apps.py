from django.apps import AppConfig


class PortraitsConfig(AppConfig):
    name = "lending.portraits"
    label = "portraits"
