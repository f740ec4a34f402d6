from django.apps import AppConfig


class NeighboursConfig(AppConfig):
    name = "residents.neighbours"
    label = "neighbours"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL
        from .prove import PROOF

        ports.personal_data.join("neighbours", PERSONAL)
        ports.proofs.join("neighbours", PROOF)
