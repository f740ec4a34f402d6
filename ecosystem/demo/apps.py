from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ecosystem.demo"
    label = "demo"
