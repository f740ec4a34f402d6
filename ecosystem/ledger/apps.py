from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ecosystem.ledger"
    label = "ledger"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL
        from .prove import PROOF

        ports.proofs.join("ledger", PROOF)
        ports.personal_data.join("ledger", PERSONAL)
