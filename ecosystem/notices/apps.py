from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "ecosystem.notices"
    label = "notices"
