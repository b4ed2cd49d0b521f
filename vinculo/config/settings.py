"""Every setting of Vínculo; what an installation may change is read from the environment (docs/running.md)."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO

from vinculo.config import environment as env
from vinculo.rules.shared.languages import OWN_NAMES, Spoken, offered_languages
from vinculo.rules.shared.limits import DEFAULTS

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("VINCULO_DATA") or BASE_DIR / "data").absolute()
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
PORT = int(os.environ.get("PORT") or 8000)
EMBEDDED = not os.environ.get("DATABASE_URL")

DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.secret_key(DATA)
PUBLIC_URL = env.text("PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if HTTPS else []
DEMO = env.flag("DEMO", EMBEDDED and not env.text("SMTP_HOST"))

INSTALLED_APPS = [
    "vinculo.config.apps.ConfigConfig",
    "vinculo.config.apps.AdministrationConfig",
    "vinculo.records.apps.RecordsConfig",
    "vinculo.web.shared.apps.WebConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vinculo.web.shared.weight.transfer.CompressPages",
    "vinculo.web.shared.weight.transfer.answer_unchanged",
    "vinculo.web.languages.addresses.speak_as_addressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "vinculo.web.languages.kept_spanish.mark_kept_spanish",
    "vinculo.web.shared.errors.refuse_with_pages",
    "vinculo.web.shared.address.remember_browser",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "vinculo.config.urls"
WSGI_APPLICATION = "vinculo.config.wsgi.application"

TEMPLATE_LOADERS = ["vinculo.web.shared.weight.indentation.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "vinculo" / "web" / "templates", BASE_DIR / "vinculo" / "demo" / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vinculo.web.shared.context.common",
                "vinculo.web.languages.switch.speaking_page",
            ],
        },
    }
]

# Databases: SQLite for the embedded default, PostgreSQL by DATABASE_URL (docs/decisions/0004).
if EMBEDDED:
    DATABASES: dict[str, Any] = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "vinculo.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
else:
    DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
    OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
    if env.flag("DATABASE_POOL", True):
        OPTIONS["pool"] = {"min_size": 1, "max_size": 16, "timeout": 15}
    if env.flag("DATABASE_PREPARED", True):  # the database plans a statement once for each connection (decision 0011)
        OPTIONS |= {"server_side_binding": True, "prepare_threshold": 2}
    if env.flag("DATABASE_SHORT_PLANS", True):  # a page's statement takes less than to compile or to share it (0048)
        OPTIONS.setdefault("options", "-c jit=off -c max_parallel_workers_per_gather=0")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# People
PARTY_KEYS = env.keys("PARTY_KEYS", DATA)  # D35: of the hash of the number of each member of staff
LOG_KEYS = env.keys("LOG_KEYS", DATA)  # D32: of the event log, never made of another secret
LOG_HEADS = Path(env.text("LOG_HEADS", str(DATA / "log_heads"))).absolute()  # what it came to, kept in a file
LOG_RECIPIENTS = env.words("LOG_RECIPIENTS")  # mailboxes that get the head of each night
AUTH_USER_MODEL = "records.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "accounts:login"
SESSION_ENGINE = "vinculo.records.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
AXES_FAILURE_LIMIT = env.number("LOGIN_ATTEMPTS", 5)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # an address would lock out everybody behind it: others pause instead
AXES_USERNAME_CALLABLE = "vinculo.web.accounts.pausing.user_and_browser"  # D29: never the name or the address alone
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = (
    "vinculo.web.shared.address.client_address"  # behind a proxy everybody would share one address
)
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = False

# Languages and time: Spanish is complete and the default (D10); stored in UTC (D9).
LANGUAGE_CODE = Spoken.SPANISH.value
LANGUAGES = [(language.value, OWN_NAMES[language]) for language in Spoken]
LANG_INFO.setdefault(  # Django does not know Haitian Creole
    Spoken.CREOLE.value, {"bidi": False, "code": "ht", "name": "Haitian Creole", "name_local": OWN_NAMES[Spoken.CREOLE]}
)
# Who read a language for the institution: only then it is offered; in the demo each is (docs/running.md).
LANGUAGE_READERS: dict[str, str] = env.named("LANGUAGE_READERS")
OFFERED_LANGUAGES = offered_languages(LANGUAGE_READERS, all_of_them=DEMO)
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Guayaquil"
LOCALE_PATHS = [BASE_DIR / "vinculo" / "web" / "locale", BASE_DIR / "vinculo" / "config" / "locale"]
FORMAT_MODULE_PATH = "vinculo.config.formats"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
# Compressed when collected, under names that change with what is in them: kept by browsers for good (decision 0040).
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Safety
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", False) else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
CSRF_FAILURE_VIEW = "vinculo.web.shared.errors.csrf_failure"

# Mail: the conversation is in gateways/mail.py, the outbox in the database.
SMTP_HOST = env.text("SMTP_HOST", "127.0.0.1")
SMTP_PORT = env.number("SMTP_PORT", 2525)
SMTP_USER = env.text("SMTP_USER")
SMTP_PASSWORD = env.text("SMTP_PASSWORD")
SMTP_SECURITY = env.text("SMTP_SECURITY", "none")  # none, starttls or tls
MAIL_FROM = env.text("MAIL_FROM", "IESS Turnos <turnos@vinculo.invalid>")
DEMO_MAILBOX = Path(env.text("DEMO_MAILBOX", str(DATA / "mailbox")))

# Messages to mobiles (docs/production.md): without both an address and a token none are written, and no page
# promises any. The contract of the service is docs/phone-service.yaml. Seconds for the time.
PHONE_SERVICE: dict[str, Any] = {
    "url": env.text("PHONE_URL"),
    "token": env.text("PHONE_TOKEN"),
    "channel": env.text("PHONE_CHANNEL", "sms"),  # or whatsapp
    "sender": env.text("PHONE_SENDER"),
    "authority": env.text("PHONE_AUTHORITY"),
    "timeout": env.number("PHONE_TIMEOUT", 10),
}
PHONE_MESSAGES = bool(PHONE_SERVICE["url"] and PHONE_SERVICE["token"])

# The boards of the waiting rooms: a process of its own sends them the numbers. Without STREAM_URL it is reached at the
# same origin as the pages, through the web server in front; with one, at that other origin.
STREAM_URL = env.text("STREAM_URL").rstrip("/")
STREAM_MOST = env.number("STREAM_MOST", 200)  # streams at once; a board more polls

# The registry of affiliates (D6): with an address the institution's service is asked (docs/registry.md) and what it
# tells is kept in the table; without one the table is the registry, filled by import_affiliates. Seconds for times.
REGISTRY_SERVICE: dict[str, Any] = {
    "url": env.text("REGISTRY_URL"),
    "token": env.text("REGISTRY_TOKEN"),
    "certificate": env.text("REGISTRY_CERTIFICATE"),
    "key": env.text("REGISTRY_KEY"),
    "authority": env.text("REGISTRY_AUTHORITY"),
    "timeout": env.number("REGISTRY_TIMEOUT", 4),
    "keep": env.number("REGISTRY_KEEP", 300),
    "most_kept": env.number("REGISTRY_MOST_KEPT", 5000),
    "failures": env.number("REGISTRY_FAILURES", 5),
    "pause": env.number("REGISTRY_PAUSE", 30),
}

# Rules of the house that an institution may change (docs/running.md); minutes unless said otherwise.
HORIZON_DAYS = env.number("HORIZON_DAYS", 30)
HOLD_MINUTES = env.number("HOLD_MINUTES", 10)
VERIFICATION_MINUTES = env.number("VERIFICATION_MINUTES", 30)
VERIFICATION_ATTEMPTS = env.number("VERIFICATION_ATTEMPTS", 5)
DRAFT_HOURS = env.number("DRAFT_HOURS", 12)
MAX_SEATS = env.number("MAX_SEATS", 4)  # D16: consecutive seats of one family
MAX_DEPENDENTS = env.number("MAX_DEPENDENTS", 10)
ENDORSEMENT_WORKING_DAYS = env.number("ENDORSEMENT_WORKING_DAYS", 2)  # S38: before days are proposed to a proxy
CORRECTION_WORKING_DAYS = env.number("CORRECTION_WORKING_DAYS", 10)  # D7
EXTENSION_WORKING_DAYS = env.number("EXTENSION_WORKING_DAYS", 5)  # once, half of the term
PUBLISHED_SECONDS = 30  # how old what the pages for everybody show of the dated data may be
APOSTILLE_DATA_DEMANDED = env.flag("APOSTILLE_DATA_DEMANDED", False)  # D24: its number, date and authority
AGREEMENT_MINUTES = max(1, env.number("AGREEMENT_MINUTES", 30))  # D18: how long a request for a second waits
LEGAL_TWO_ON_DUTY = env.flag("LEGAL_TWO_ON_DUTY", True)  # D35: who receives a power does not endorse it alone
# D35: copies scanned at the desk: encrypted files under this folder, the first key encrypts; days for 0 are for ever.
COPY_FOLDER = Path(env.text("COPY_FOLDER", str(DATA / "copies"))).absolute()
COPY_KEYS = env.keys("COPY_KEYS", DATA)
COPY_MOST_BYTES = 1024 * 1024 * max(1, env.number("COPY_MOST_MEGABYTES", 8))
COPY_MOST_PIXELS = 40_000_000
COPY_MOST_PAGES = max(1, env.number("COPY_MOST_PAGES", 20))
COPY_KEEP_DAYS = max(0, env.number("COPY_KEEP_DAYS", 0))
FILE_UPLOAD_MAX_MEMORY_SIZE = COPY_MOST_BYTES + 64 * 1024  # a copy is never written down unencrypted
# D35: of the codes issued, the share that a supervisor looks at again, all of an officer's first, and days to be heard.
SAMPLE_PERCENT = min(100, max(0, env.number("SAMPLE_PERCENT", 5)))
SAMPLE_FIRST = max(0, env.number("SAMPLE_FIRST", 20))
SAMPLE_ANSWER_WORKING_DAYS = max(1, env.number("SAMPLE_ANSWER_WORKING_DAYS", 10))
COOLING_MINUTES = env.number("COOLING_MINUTES", 45)  # at least
COOLING_MOST_MINUTES = max(COOLING_MINUTES, env.number("COOLING_MOST_MINUTES", 120))
RELEASE_PORTIONS = env.number("RELEASE_PORTIONS", 8)  # moments of the working day at which a new day opens
RESEAT_NOTICE_HOURS = env.number("RESEAT_NOTICE_HOURS", 24)  # before a turno that nobody chose themselves
RESEAT_AT_ONCE = env.number("RESEAT_AT_ONCE", 200)  # turnos in one request; the upkeep goes on
BOOKING_LEAD_MINUTES = env.number("BOOKING_LEAD_MINUTES", 30)
OFFER_MINUTES = env.number("OFFER_MINUTES", 120)  # a seat is kept for one person of the waiting list
OFFER_LEAST_MINUTES = env.number("OFFER_LEAST_MINUTES", 15)  # no offer with less time to answer
OFFER_MOST = env.number("OFFER_MOST", 3)  # offers for one entry
QUIET_FROM = env.number("QUIET_FROM", 21)  # hours of the agency's clock in which nothing is offered, …
QUIET_UNTIL = env.number("QUIET_UNTIL", 7)  # … nor does the time of an offer or of a seat given back run
WAITING_KEEP_DAYS = env.number("WAITING_KEEP_DAYS", 30)  # an entry that ended is deleted after so many days
NO_SHOW_MINUTES = env.number("NO_SHOW_MINUTES", 15)
COMPLAINT_ANSWER_DAYS = env.number("COMPLAINT_ANSWER_DAYS", 15)  # days of the calendar
OPINION_DAYS = env.number("OPINION_DAYS", 7)  # after the visit, in which its marks are given and changed
SATISFACTION_LEAST_MARKS = env.number("SATISFACTION_LEAST_MARKS", 10)  # of fewer no share is published
OPEN_DATA_LICENCE = env.text("OPEN_DATA_LICENCE", "Creative Commons Atribución 4.0 Internacional (CC BY 4.0)")
OPEN_DATA_LICENCE_URL = env.text("OPEN_DATA_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/deed.es")
LIMITS = {  # D17: how many in how many minutes
    act: {by: (env.number(f"LIMIT_{act}_{by}".upper(), most), minutes) for by, (most, minutes) in kinds.items()}
    for act, kinds in DEFAULTS.items()
}
# D28: what one may hold that is not proven, per affiliate and per mailbox; a mailbox can have a bound of its own.
UNPROVEN_PROXIES = env.number("UNPROVEN_PROXIES", 2)
UNPROVEN_SEATS = env.number("UNPROVEN_SEATS", MAX_SEATS)  # of an affiliate's dependents, counted once
MAILBOX_TURNOS = env.number("MAILBOX_TURNOS", 3)
KNOWN_BROWSER_DAYS = env.number("KNOWN_BROWSER_DAYS", 180)
MANY_OF_ONE_CODE = env.number("MANY_OF_ONE_CODE", 3)  # live turnos that the supervisor is shown
MANY_OF_ONE_MAILBOX = env.number("MANY_OF_ONE_MAILBOX", 3)
MANY_OF_ONE_MOBILE = env.number("MANY_OF_ONE_MOBILE", 4)
# D29: seconds of the first pause after a limit that refuses nobody; it doubles up to the most.
PAUSE_SECONDS = env.number("PAUSE_SECONDS", 20)
PAUSE_MOST_SECONDS = max(PAUSE_SECONDS, env.number("PAUSE_MOST_SECONDS", 180))
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 1 if env.flag("BEHIND_PROXY", False) else 0)
CONTACT = {  # S08
    "name": "Atención al Ciudadano",
    "email": "atencionalusuario@iess.gob.ec",
    "phone": "593 23945666",
}

# D34: no private link and no code of a person in any log: routes instead of addresses, one line for one request.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"clean": {"()": "vinculo.config.logs.lines.CleanLines"}},
    "filters": {"received": {"()": "vinculo.config.logs.lines.ReceivedOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "clean", "filters": ["received"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "vinculo": {"level": "INFO"},
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
