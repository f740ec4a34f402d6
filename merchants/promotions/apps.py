from django.apps import AppConfig


class PromotionsConfig(AppConfig):
    name = "merchants.promotions"
    label = "promotions"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL
        from .prove import BUDGETS, PROOF

        ports.proofs.join("promotions", PROOF)
        ports.proofs.join("budgets", BUDGETS)
        ports.personal_data.join("promotions", PERSONAL)
