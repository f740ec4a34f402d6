from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "merchants.customers"
    label = "customers"

    def ready(self) -> None:
        from ecosystem import ports

        from .actions import Tab, TabPayable
        from .personal import PERSONAL
        from .prove import PROOF
        from .public import TAB

        ports.payment_methods.join(TAB, Tab())
        ports.payables.join("tab", TabPayable())
        ports.proofs.join("customers", PROOF)
        ports.personal_data.join("customers", PERSONAL)
