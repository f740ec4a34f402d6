from django.apps import AppConfig


class PromotionsConfig(AppConfig):
    name = "merchants.promotions"
    label = "promotions"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import BUDGETS, PROOF

        ports.proofs.join("promotions", PROOF)
        ports.proofs.join("budgets", BUDGETS)
