from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "merchants.stock"
    label = "stock"
