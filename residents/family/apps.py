from django.apps import AppConfig


class FamilyConfig(AppConfig):
    name = "residents.family"
    label = "family"

    def ready(self) -> None:
        from ecosystem import ports

        from .method import NAME, RelativesMoney
        from .personal import PERSONAL
        from .prove import PROOF

        ports.payment_methods.join(NAME, RelativesMoney())
        ports.proofs.join("family", PROOF)
        ports.personal_data.join("family", PERSONAL)
