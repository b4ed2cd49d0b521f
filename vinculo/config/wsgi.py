"""The entry for the web server."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

from vinculo.config.installation.starting import check_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")

check_settings()
gc.disable()  # until everything is loaded
application = get_wsgi_application()
resolve("/")  # with the addresses come all views, forms and tables; the first visitor need not wait for them
import_module("vinculo.web.shared.away.aside").start()
gc.enable()
gc.freeze()  # what is loaded now stays for ever: looking through it again and again would make somebody wait
