from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "lending.advice"
    label = "advice"

    def ready(self) -> None:
        from ecosystem import ports

        from .panel import AheadPanel

        for place in ("today", "reorder", "purchase"):
            ports.panels.join(f"credit ahead {place}", AheadPanel(place))
