from django.apps import AppConfig


class CouriersConfig(AppConfig):
    name = "merchants.couriers"
    label = "couriers"

    def ready(self) -> None:
        from django.conf import settings

        from ecosystem import ports

        from . import simulator
        from .actions.remitting import PORT, RemittanceDisbursed
        from .prove import PROOF

        # Riders that a simulator sends bring nothing: only where all goods are play goods.
        if settings.DEMO_MODE or settings.DEBUG or settings.TESTING:
            ports.couriers.join(simulator.NAME, simulator.SimulatedCourier())
        ports.disbursed.join(PORT, RemittanceDisbursed())
        ports.proofs.join("couriers", PROOF)
