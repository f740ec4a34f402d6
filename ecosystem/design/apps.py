from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "ecosystem.design"
    label = "design"
