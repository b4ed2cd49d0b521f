"""The entry for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")

gc.disable()  # until everything is loaded
application = get_wsgi_application()
gc.enable()
gc.freeze()  # what is loaded now stays for ever: looking through it again and again would make somebody wait
