from django.apps import AppConfig


class EarmarksConfig(AppConfig):
    name = "lending.earmarks"
    label = "earmarks"

    def ready(self) -> None:
        from ecosystem import ports

        from .method import NAME, LineOfCredit, MyLine
        from .prove import PROOF

        ports.payment_methods.join(NAME, MyLine())
        ports.purchase_credits.join(NAME, LineOfCredit())
        ports.proofs.join("earmarks", PROOF)
