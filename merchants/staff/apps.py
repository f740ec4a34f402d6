from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "merchants.staff"
    label = "staff"
