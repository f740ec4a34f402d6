from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "merchants.shops"
    label = "shops"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("shops", PROOF)
