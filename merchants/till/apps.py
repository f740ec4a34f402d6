from django.apps import AppConfig


class TillConfig(AppConfig):
    name = "merchants.till"
    label = "till"
