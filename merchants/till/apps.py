from django.apps import AppConfig


class TillConfig(AppConfig):
    name = "merchants.till"
    label = "till"

    def ready(self) -> None:
        from ecosystem import ports

        from .actions import CollectionPayable
        from .personal import PERSONAL
        from .prove import PROOF
        from .simulated_bureau import NAME, SimulatedTaxBureau

        ports.invoice_issuers.join(NAME, SimulatedTaxBureau())
        ports.payables.join("collection", CollectionPayable())
        ports.proofs.join("till", PROOF)
        ports.personal_data.join("till", PERSONAL)
