from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "ecosystem.notices"
    label = "notices"

    def ready(self) -> None:
        from ecosystem import ports

        from .navigation import Bell
        from .personal import PERSONAL
        from .pushing import NAME as HTTP
        from .pushing import HttpPush
        from .simulated_texts import NAME, SimulatedTexts
        from .simulated_words import CALLS, WECHAT, SimulatedCalls, SimulatedWeChat

        ports.navigations.join("notices", Bell())
        ports.text_gateways.join(NAME, SimulatedTexts())
        ports.template_gateways.join(WECHAT, SimulatedWeChat())
        ports.call_gateways.join(CALLS, SimulatedCalls())
        ports.push_services.join(HTTP, HttpPush())
        ports.personal_data.join("notices", PERSONAL)
