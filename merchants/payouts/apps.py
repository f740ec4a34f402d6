from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    name = "merchants.payouts"
    label = "payouts"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("payouts", PROOF)
