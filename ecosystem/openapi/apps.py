from django.apps import AppConfig


class OpenApiConfig(AppConfig):
    name = "ecosystem.openapi"
    label = "openapi"
