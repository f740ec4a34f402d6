from django.apps import AppConfig


class TownConfig(AppConfig):
    name = "lending.town"
    label = "lending_town"

    def ready(self) -> None:
        from ecosystem import ports

        from .part import Credit, Lender

        ports.town_parts.join("3 credit", Credit())
        ports.town_turns.join("credit", Lender())
