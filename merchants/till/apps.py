from django.apps import AppConfig


class TillConfig(AppConfig):
    name = "merchants.till"
    label = "till"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("till", PROOF)
