from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "merchants.arrivals"
    label = "arrivals"
