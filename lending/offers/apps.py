from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "lending.offers"
    label = "offers"

    def ready(self) -> None:
        from ecosystem import ports

        from .panel import CreditPanel

        ports.panels.join("credit", CreditPanel())
