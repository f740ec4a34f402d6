from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    name = "merchants.payouts"
    label = "payouts"

    def ready(self) -> None:
        from ecosystem import ports

        from .actions import PayoutDisbursed
        from .panel import FundsPanel
        from .prove import PROOF

        ports.disbursed.join("payout", PayoutDisbursed())
        ports.panels.join("2 funds", FundsPanel())
        ports.proofs.join("payouts", PROOF)
