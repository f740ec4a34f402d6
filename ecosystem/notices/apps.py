from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "ecosystem.notices"
    label = "notices"

    def ready(self) -> None:
        from ecosystem import ports

        from .navigation import Bell
        from .personal import PERSONAL
        from .simulated_texts import NAME, SimulatedTexts

        ports.navigations.join("notices", Bell())
        ports.text_gateways.join(NAME, SimulatedTexts())
        ports.personal_data.join("notices", PERSONAL)
