from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "ecosystem.payments"
    label = "payments"

    def ready(self) -> None:
        from ecosystem import ports

        from .bank_account import NAME, BankAccount
        from .prove import PROOF

        ports.payment_methods.join(NAME, BankAccount())
        ports.proofs.join("payments", PROOF)
