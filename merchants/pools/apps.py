from django.apps import AppConfig


class PoolsConfig(AppConfig):
    name = "merchants.pools"
    label = "pools"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("pools", PROOF)
