from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "ecosystem.feed"
    label = "feed"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL
        from .prove import PROOF

        ports.proofs.join("feed", PROOF)
        ports.personal_data.join("feed", PERSONAL)
