from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "merchants.stock"
    label = "stock"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("stock", PROOF)
