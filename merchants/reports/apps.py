from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "merchants.reports"
    label = "reports"

    def ready(self) -> None:
        from ecosystem import ports

        from .panel import TodayPanel
        from .prove import PROOF

        ports.panels.join("1 today", TodayPanel())
        ports.proofs.join("reports", PROOF)
