from django.apps import AppConfig


class TownConfig(AppConfig):
    name = "residents.town"
    label = "residents_town"

    def ready(self) -> None:
        from ecosystem import ports

        from .company import Company
        from .part import Errands
        from .readers import Readers

        ports.town_parts.join("2 errands", Errands())
        ports.town_parts.join("5 company", Company())
        ports.town_turns.join("readers", Readers())
