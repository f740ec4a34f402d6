from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "lending.complaints"
    label = "complaints"
