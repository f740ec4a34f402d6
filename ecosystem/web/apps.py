from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ecosystem.web"
    label = "web"

    def ready(self) -> None:
        # drf-spectacular finds extensions once they are imported.
        from . import schema  # noqa: F401
