from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "merchants.settlement"
    label = "settlement"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("settlement", PROOF)
