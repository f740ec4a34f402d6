from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "ecosystem.notices"
    label = "notices"

    def ready(self) -> None:
        from ecosystem import ports

        from .navigation import Bell

        ports.navigations.join("notices", Bell())
