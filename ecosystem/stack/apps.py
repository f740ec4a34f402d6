from django.apps import AppConfig


class StackConfig(AppConfig):
    name = "ecosystem.stack"
    label = "stack"
