"""The entry for the server of the boards' stream."""

import os

from django.core.asgi import get_asgi_application
from django.core.signals import request_started
from django.db import close_old_connections, reset_queries

from vinculo.config.installation.starting import check_settings

os.environ["DJANGO_SETTINGS_MODULE"] = "vinculo.config.stream_settings"

check_settings()
application = get_asgi_application()

# A stream asks the database nothing: each would keep a thread, as long as it is open, only to close connections there.
for receiver in (close_old_connections, reset_queries):
    request_started.disconnect(receiver)
