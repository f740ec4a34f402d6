from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "merchants.reviews"
    label = "reviews"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL
        from .prove import PROOF

        ports.proofs.join("reviews", PROOF)
        ports.personal_data.join("reviews", PERSONAL)
