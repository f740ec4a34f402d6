from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "merchants.procurement"
    label = "procurement"

    def ready(self) -> None:
        from ecosystem import ports

        from .actions import InvoicePayable
        from .navigation import SupplyConsole
        from .panel import PurchasesPanel, SuppliersHome
        from .prove import PROOF, SetAside

        ports.panels.join("3 purchases", PurchasesPanel())
        ports.homes.join("supplier", SuppliersHome())
        ports.navigations.join("supply", SupplyConsole())
        ports.payables.join("purchase_invoice", InvoicePayable())
        ports.proofs.join("procurement", PROOF)
        ports.proofs.join("procurement credit", SetAside())
