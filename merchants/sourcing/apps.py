from django.apps import AppConfig


class SourcingConfig(AppConfig):
    name = "merchants.sourcing"
    label = "sourcing"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("sourcing", PROOF)
