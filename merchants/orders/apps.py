from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "merchants.orders"
    label = "orders"

    def ready(self) -> None:
        from ecosystem import ports

        from .actions import OrderPayable, OrderRefunds
        from .panel import FirstDayPanel
        from .personal import PERSONAL
        from .prove import PROOF

        ports.panels.join("0 first day", FirstDayPanel())
        ports.payables.join("order", OrderPayable())
        ports.refund_listeners.join("order", OrderRefunds())
        ports.proofs.join("orders", PROOF)
        ports.personal_data.join("orders", PERSONAL)
