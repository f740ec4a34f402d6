from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "ecosystem.consent"
    label = "consent"

    def ready(self) -> None:
        from ecosystem import ports

        from .navigation import Consents
        from .personal import PERSONAL

        ports.navigations.join("consent", Consents())
        ports.personal_data.join("consent", PERSONAL)
