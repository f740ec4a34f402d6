from django.apps import AppConfig


class AftersaleConfig(AppConfig):
    name = "merchants.aftersale"
    label = "aftersale"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL
        from .prove import PROOF

        ports.proofs.join("aftersale", PROOF)
        ports.personal_data.join("aftersale", PERSONAL)
