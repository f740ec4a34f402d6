from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "ecosystem.payments"
    label = "payments"

    def ready(self) -> None:
        from ecosystem import ports

        from .bank_account import NAME, BankAccount
        from .cash import NAME as CASH
        from .cash import Cash
        from .prove import PROOF

        ports.payment_methods.join(NAME, BankAccount())
        ports.payment_methods.join(CASH, Cash())
        ports.proofs.join("payments", PROOF)
