from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "merchants.stock"
    label = "stock"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOFS

        for name, proof in PROOFS.items():
            ports.proofs.join(name, proof)
