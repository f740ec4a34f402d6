from django.apps import AppConfig


class TownConfig(AppConfig):
    name = "lending.town"
    label = "lending_town"

    def ready(self) -> None:
        from ecosystem import ports

        from .part import Credit

        ports.town_parts.join("3 credit", Credit())
