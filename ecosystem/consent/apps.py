from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "ecosystem.consent"
    label = "consent"

    def ready(self) -> None:
        from ecosystem import ports

        from .navigation import Consents

        ports.navigations.join("consent", Consents())
