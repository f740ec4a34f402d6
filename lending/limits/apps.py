from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "lending.limits"
    label = "limits"
