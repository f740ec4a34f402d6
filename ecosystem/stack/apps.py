from django.apps import AppConfig
from django.core import checks


class StackConfig(AppConfig):
    name = "ecosystem.stack"
    label = "stack"

    def ready(self) -> None:
        from .checks import database_is_ours, settings_are_safe

        checks.register(settings_are_safe, checks.Tags.security, deploy=True)
        checks.register(database_is_ours, checks.Tags.database)
