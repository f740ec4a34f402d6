from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "merchants.shops"
    label = "shops"
