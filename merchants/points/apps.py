from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "merchants.points"
    label = "points"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("points", PROOF)
