from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "ecosystem.payments"
    label = "payments"
