from django.apps import AppConfig


class TakingsConfig(AppConfig):
    name = "merchants.takings"
    label = "takings"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("takings", PROOF)
