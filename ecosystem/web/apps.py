from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ecosystem.web"
    label = "web"
