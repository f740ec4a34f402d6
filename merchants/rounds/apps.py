from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "merchants.rounds"
    label = "rounds"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("rounds", PROOF)
