from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "merchants.catalog"
    label = "catalog"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("catalog", PROOF)
