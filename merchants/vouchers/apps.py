from django.apps import AppConfig


class VouchersConfig(AppConfig):
    name = "merchants.vouchers"
    label = "vouchers"

    def ready(self) -> None:
        from ecosystem import ports

        from .actions import VoucherPayable
        from .method import NAME, FromCustody
        from .personal import PERSONAL
        from .prove import PROOF

        ports.payables.join("voucher", VoucherPayable())
        ports.payment_methods.join(NAME, FromCustody())
        ports.proofs.join("vouchers", PROOF)
        ports.personal_data.join("vouchers", PERSONAL)
