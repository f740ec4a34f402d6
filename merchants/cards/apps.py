from django.apps import AppConfig


class CardsConfig(AppConfig):
    name = "merchants.cards"
    label = "cards"

    def ready(self) -> None:
        from ecosystem import ports

        from .actions import CardPayable
        from .beside import PrepaidPart
        from .method import NAME, PrepaidMoney
        from .personal import PERSONAL
        from .prove import PROOF

        ports.payables.join("card", CardPayable())
        ports.payment_methods.join(NAME, PrepaidMoney())
        ports.besides.join(NAME, PrepaidPart())
        ports.proofs.join("cards", PROOF)
        ports.personal_data.join("cards", PERSONAL)
