"""The settings of the tests: the product's own, with data in a folder that goes away and a quick password hash."""

import atexit
import os
import shutil
import tempfile

if "VINCULO_DATA" not in os.environ:
    # Workers of a parallel run inherit the folder; only the process that made it removes it.
    os.environ["VINCULO_DATA"] = tempfile.mkdtemp(prefix="vinculo-tests-")
    atexit.register(shutil.rmtree, os.environ["VINCULO_DATA"], ignore_errors=True)

from vinculo.config.settings import *  # noqa: F403
from vinculo.config.settings import COOLING_MINUTES, DATA, DATABASES, EMBEDDED, LANGUAGES, STORAGES

(DATA / "static").mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# On SQLite a file, as in production: in memory all threads would share one connection.
TEST_DATABASE = str(DATA / "test.sqlite3") if EMBEDDED else f"test_{DATABASES['default']['NAME']}"
DATABASES["default"]["TEST"] = {"NAME": TEST_DATABASE}

# From the sources, by their own names: what is collected, compressed and named anew has a house of its own in tests.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True

IDLE_MINUTES = 12 * 60  # a day of tests passes without a page; that it ends is a test of its own
OFFERED_LANGUAGES = [code for code, _ in LANGUAGES]
COOLING_MOST_MINUTES = COOLING_MINUTES  # tests count minutes; that they are random is a test of its own
PUBLISHED_SECONDS = 0  # every page reads what the test before it wrote
# Each process has a database of its own, and the upkeep of one deletes the files that no row there has.
COPY_FOLDER = DATA / "copies" / os.environ.get("PYTEST_XDIST_WORKER", "alone")
