from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "merchants.delivery"
    label = "delivery"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL
        from .prove import PROOF

        ports.proofs.join("delivery", PROOF)
        ports.personal_data.join("delivery", PERSONAL)
