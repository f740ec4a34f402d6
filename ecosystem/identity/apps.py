from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "ecosystem.identity"
    label = "identity"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL

        ports.personal_data.join("identity", PERSONAL)
