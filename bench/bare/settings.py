"""The product's own settings with other addresses: the same middleware, sessions, database and pool."""

from pathlib import Path

from vinculo.config.settings import *  # noqa: F403
from vinculo.config.settings import TEMPLATES

ROOT_URLCONF = "bench.bare.urls"
WSGI_APPLICATION = "bench.bare.wsgi.application"
TEMPLATES[0]["DIRS"] = [Path(__file__).resolve().parent / "templates"]
