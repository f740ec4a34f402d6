"""HTTP, for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from ecosystem.stack.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
application = get_wsgi_application()
refuse_unsafe_start()
