from django.apps import AppConfig


class PeriodsConfig(AppConfig):
    name = "merchants.periods"
    label = "periods"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("periods", PROOF)
