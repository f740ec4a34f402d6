"""WebSockets, and HTTP where one process serves both."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

from ecosystem.stack.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
application = ProtocolTypeRouter({"http": get_asgi_application()})
refuse_unsafe_start()
