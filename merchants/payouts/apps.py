from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    name = "merchants.payouts"
    label = "payouts"
