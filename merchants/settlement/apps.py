from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "merchants.settlement"
    label = "settlement"
