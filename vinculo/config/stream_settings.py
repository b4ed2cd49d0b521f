"""The settings of the boards' stream: those of the pages, without what a stream does not need."""

from vinculo.config.settings import *  # noqa: F403
from vinculo.config.settings import LOGGING as PAGES_LOGGING

MIDDLEWARE = []
ROOT_URLCONF = "vinculo.web.board.stream_urls"

# Faults are logged; who asked for a board that is not there, or found no place, is not.
LOGGING = PAGES_LOGGING | {
    "filters": PAGES_LOGGING["filters"]
    | {"faults": {"()": "django.utils.log.CallbackFilter", "callback": lambda record: bool(record.exc_info)}},
    "loggers": PAGES_LOGGING["loggers"] | {"django.request": {"filters": ["faults"]}},
}
