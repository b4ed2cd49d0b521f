"""The settings of `./run dev`: the product's own, with errors in full, what is saved taken at once, and the toolbar.

Never for people: `manage.py check --deploy` refuses them.
"""

from django.core.exceptions import ImproperlyConfigured

from vinculo.config.settings import *  # noqa: F403
from vinculo.config.settings import HTTPS, INSTALLED_APPS, MIDDLEWARE, STORAGES

if HTTPS:
    raise ImproperlyConfigured(
        "vinculo.config.development no sirve a personas: VINCULO_PUBLIC_URL empieza con https://."
    )

DEBUG = True
ROOT_URLCONF = "vinculo.config.development_urls"
MIGRATION_MODULES = {"debug_toolbar": None}  # it keeps its panels in memory: no tables of its own
INTERNAL_IPS = ["127.0.0.1", "::1"]

# Parts of pages that the product keeps are made anew for each.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
# Read from the folder of the sources at each request, without a copy in the folder of the data.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

INSTALLED_APPS = [*INSTALLED_APPS, "debug_toolbar", "django_browser_reload"]
# Last: both write into the finished page, and the policy of what a page may load is added after them.
MIDDLEWARE = [
    *MIDDLEWARE,
    "debug_toolbar.middleware.DebugToolbarMiddleware",
    "django_browser_reload.middleware.BrowserReloadMiddleware",
]
