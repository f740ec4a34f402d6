from django.apps import AppConfig


class WholesaleConfig(AppConfig):
    name = "merchants.wholesale"
    label = "wholesale"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("wholesale", PROOF)
