from django.apps import AppConfig


class OnceConfig(AppConfig):
    name = "ecosystem.once"
    label = "once"
