from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "merchants.shops"
    label = "shops"

    def ready(self) -> None:
        from ecosystem import ports

        from .navigation import ShopConsole
        from .prove import PROOF

        ports.navigations.join("shops", ShopConsole())
        ports.proofs.join("shops", PROOF)
