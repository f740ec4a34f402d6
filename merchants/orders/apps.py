from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "merchants.orders"
    label = "orders"
