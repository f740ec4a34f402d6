from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "ecosystem.identity"
    label = "identity"
