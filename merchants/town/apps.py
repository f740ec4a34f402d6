from django.apps import AppConfig


class TownConfig(AppConfig):
    name = "merchants.town"
    label = "merchants_town"

    def ready(self) -> None:
        from ecosystem import ports

        from .days import Days
        from .part import Streets
        from .rooms import Rooms

        ports.town_parts.join("1 streets", Streets())
        ports.town_parts.join("3 days", Days())
        ports.town_parts.join("4 rooms", Rooms())
