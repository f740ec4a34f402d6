"""WebSockets, and HTTP where one process serves both."""

import os

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.utils.module_loading import import_string

from ecosystem.stack.checks import refuse_unsafe_start
from ecosystem.web.bounds import Bounded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
http = Bounded(get_asgi_application(), most=settings.UPLOAD_MAX_SIZE)
# Named by string, after Django is set up: the consumers need its models.
application = ProtocolTypeRouter({"http": http, "websocket": import_string("ecosystem.notices.live.sockets")})
refuse_unsafe_start()
