from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "merchants.reports"
    label = "reports"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("reports", PROOF)
