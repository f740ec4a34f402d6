from django.apps import AppConfig


class NearbyConfig(AppConfig):
    name = "residents.nearby"
    label = "nearby"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL

        ports.personal_data.join("nearby", PERSONAL)
