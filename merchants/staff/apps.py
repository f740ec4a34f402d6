from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "merchants.staff"
    label = "staff"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL

        ports.personal_data.join("staff", PERSONAL)
