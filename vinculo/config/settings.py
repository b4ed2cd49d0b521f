"""Every setting of Vínculo; what an installation may change is read from the environment (docs/running.md)."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO

from vinculo.config import environment as env
from vinculo.config.installation import database
from vinculo.config.installation.reading import read_limits, take_settings
from vinculo.rules.shared.languages import OWN_NAMES, Spoken, offered_languages
from vinculo.rules.shared.limits import DEFAULTS

BASE_DIR = Path(__file__).resolve().parent.parent.parent
said = take_settings()  # what the environment says, checked: docs/running.md
DATA = Path(said.data or BASE_DIR / "data").absolute()
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
PORT = said.port
DATABASE_URL = said.database_url
EMBEDDED = not DATABASE_URL

DEBUG = said.debug
SECRET_KEY = env.secret_key(said.secret_key, DATA)
PUBLIC_URL = (said.public_url or f"http://127.0.0.1:{PORT}").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.words(said.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if HTTPS else []
DEMO = said.demo if said.demo is not None else EMBEDDED and not said.smtp_host

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
    "vinculo.web.shared.away.answering.AnswerWithoutDatabase",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "vinculo.web.shared.weight.policy.SendPolicy",
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

FORM_RENDERER = "vinculo.web.shared.weight.inputs.Renderer"
# Parts of pages have a place of their own, which Django looks for first: in each language and for each page there are
# more than the 300 that it keeps by itself.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "template_fragments",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

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
    DATABASES = {"default": database.parse(DATABASE_URL)}
    OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
    if said.database_pool:
        # D36: nobody waits longer for a connection, and one that could not be made is tried anew, not ever more seldom.
        OPTIONS["pool"] = {"min_size": 1, "max_size": 16, "timeout": 3, "reconnect_timeout": 1}
    pooled = said.database_pooler  # it lends a connection for one transaction: nothing of a connection lasts longer
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = pooled
    if said.database_prepared and not pooled:  # a statement is planned once for each connection (decision 0011)
        OPTIONS |= {"server_side_binding": True, "prepare_threshold": 2}
    if said.database_short_plans and not pooled:  # a statement takes less than to compile or to share it (0048)
        OPTIONS.setdefault("options", "-c jit=off -c max_parallel_workers_per_gather=0")
DATABASE_POOLER = said.database_pooler and not EMBEDDED
# D36: how many requests of a process may ask the database at once; its other threads are for what needs none.
PLACES = said.threads or 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# People
PARTY_KEYS = env.keys("PARTY_KEYS", said.party_keys, DATA)  # D35: of the hash of the number of each member of staff
LOG_KEYS = env.keys("LOG_KEYS", said.log_keys, DATA)  # D32: of the event log, never made of another secret
LOG_HEADS = Path(said.log_heads or DATA / "log_heads").absolute()  # what it came to, kept in a file
LOG_RECIPIENTS = env.words(said.log_recipients)  # mailboxes that get the head of each night
LINK_KEYS = env.keys("LINK_KEYS", said.link_keys, DATA)  # D34: from which the tokens of private links are derived
AUTH_USER_MODEL = "records.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "vinculo.config.strength.Argon2Hasher",  # reads those of other sizes too, and makes them anew at the next log-in
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "vinculo.config.strength.SpanishCommonPasswords"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "accounts:login"
SESSION_ENGINE = "vinculo.records.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # of the staff until the end of the day at most, and with the browser (D33)
IDLE_MINUTES = said.idle_minutes  # after which somebody who works here logs in again
# D33: who needs a second factor; VINCULO_SECOND_FACTOR=all is everybody who works here.
SECOND_FACTOR = env.words(said.second_factor)
FACTOR_KEYS = env.keys("FACTOR_KEYS", said.factor_keys, DATA)  # of the secrets of the second factors
# D33: the institution's own accounts, by OpenID Connect; an account is made here first, its role is given by both.
INSTITUTION: dict[str, Any] = {
    "issuer": said.oidc_issuer,
    "client": said.oidc_client,
    "secret": said.oidc_secret,
    "role_claim": said.oidc_role_claim,
    "name_claim": said.oidc_name_claim,
    "bind": said.oidc_bind,
    "roles": env.roles("OIDC_ROLES", said.oidc_roles),
    "timeout": said.oidc_timeout,
}
PASSWORD_LOG_IN = said.password_log_in or not INSTITUTION["issuer"]  # off only where there is another way in
ONE_TIME_CODE_HOURS = said.one_time_code_hours
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
AXES_FAILURE_LIMIT = said.login_attempts
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # an address would lock out everybody behind it: others pause instead
AXES_USERNAME_CALLABLE = "vinculo.web.accounts.pausing.user_and_browser"  # D29: never the name or the address alone
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the event log says who logged in
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
LANGUAGE_READERS: dict[str, str] = env.read_pairs("LANGUAGE_READERS", said.language_readers)
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
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if said.behind_proxy else None
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
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
CSRF_FAILURE_VIEW = "vinculo.web.shared.errors.csrf_failure"

# Mail: the conversation is in gateways/mail.py, the outbox in the database.
SMTP_HOST = said.smtp_host or "127.0.0.1"
SMTP_PORT = said.smtp_port
SMTP_USER = said.smtp_user
SMTP_PASSWORD = said.smtp_password
SMTP_SECURITY = said.smtp_security  # none, starttls or tls
MAIL_FROM = said.mail_from
DEMO_MAILBOX = Path(said.demo_mailbox or DATA / "mailbox")

# Messages to mobiles (docs/production.md): without both an address and a token none are written, and no page
# promises any. The contract of the service is docs/phone-service.yaml. Seconds for the time.
PHONE_SERVICE: dict[str, Any] = {
    "url": said.phone_url,
    "token": said.phone_token,
    "channel": said.phone_channel,  # or whatsapp
    "sender": said.phone_sender,
    "authority": said.phone_authority,
    "timeout": said.phone_timeout,
}
PHONE_MESSAGES = bool(PHONE_SERVICE["url"] and PHONE_SERVICE["token"])

# The boards of the waiting rooms: a process of its own sends them the numbers. Without STREAM_URL it is reached at the
# same origin as the pages, through the web server in front; with one, at that other origin.
STREAM_URL = said.stream_url.rstrip("/")
STREAM_MOST = said.stream_most  # streams at once; a board more polls

# The registry of affiliates (D6): with an address the institution's service is asked (docs/registry.md) and what it
# tells is kept in the table; without one the table is the registry, filled by import_affiliates. Seconds for times.
REGISTRY_SERVICE: dict[str, Any] = {
    "url": said.registry_url,
    "token": said.registry_token,
    "certificate": said.registry_certificate,
    "key": said.registry_key,
    "authority": said.registry_authority,
    "timeout": said.registry_timeout,
    "keep": said.registry_keep,
    "most_kept": said.registry_most_kept,
    "failures": said.registry_failures,
    "pause": said.registry_pause,
}

# Rules of the house that an institution may change (docs/running.md); minutes unless said otherwise.
HORIZON_DAYS = said.horizon_days
HOLD_MINUTES = said.hold_minutes
VERIFICATION_MINUTES = said.verification_minutes
VERIFICATION_ATTEMPTS = said.verification_attempts
DRAFT_HOURS = said.draft_hours
MAX_SEATS = said.max_seats  # D16: consecutive seats of one family
MAX_DEPENDENTS = said.max_dependents
ENDORSEMENT_WORKING_DAYS = said.endorsement_working_days  # S38: before days are proposed to a proxy
CORRECTION_WORKING_DAYS = said.correction_working_days  # D7
EXTENSION_WORKING_DAYS = said.extension_working_days  # once, half of the term
PUBLISHED_SECONDS = 30  # how old what the pages for everybody show of the dated data may be
APOSTILLE_DATA_DEMANDED = said.apostille_data_demanded  # D24: its number, date and authority
AGREEMENT_MINUTES = said.agreement_minutes  # D18: how long a request for a second waits
LEGAL_TWO_ON_DUTY = said.legal_two_on_duty  # D35: who receives a power does not endorse it alone
# D35: copies scanned at the desk: encrypted files under this folder, the first key encrypts; days for 0 are for ever.
COPY_FOLDER = Path(said.copy_folder or DATA / "copies").absolute()
COPY_KEYS = env.keys("COPY_KEYS", said.copy_keys, DATA)
COPY_MOST_BYTES = 1024 * 1024 * said.copy_most_megabytes
COPY_MOST_PIXELS = 40_000_000
COPY_MOST_PAGES = said.copy_most_pages
COPY_KEEP_DAYS = said.copy_keep_days
FILE_UPLOAD_MAX_MEMORY_SIZE = COPY_MOST_BYTES + 64 * 1024  # a copy is never written down unencrypted
# D35: of the codes issued, the share that a supervisor looks at again, all of an officer's first, and days to be heard.
SAMPLE_PERCENT = said.sample_percent
SAMPLE_FIRST = said.sample_first
UNUSUAL_READS = said.unusual_reads
SAMPLE_ANSWER_WORKING_DAYS = said.sample_answer_working_days
COOLING_MINUTES = said.cooling_minutes  # at least
COOLING_MOST_MINUTES = max(COOLING_MINUTES, said.cooling_most_minutes)
RELEASE_PORTIONS = said.release_portions  # moments of the working day at which a new day opens
RESEAT_NOTICE_HOURS = said.reseat_notice_hours  # before a turno that nobody chose themselves
RESEAT_AT_ONCE = said.reseat_at_once  # turnos in one request; the upkeep goes on
BOOKING_LEAD_MINUTES = said.booking_lead_minutes
OFFER_MINUTES = said.offer_minutes  # a seat is kept for one person of the waiting list
OFFER_LEAST_MINUTES = said.offer_least_minutes  # no offer with less time to answer
OFFER_MOST = said.offer_most  # offers for one entry
QUIET_FROM = said.quiet_from  # hours of the agency's clock in which nothing is offered, …
QUIET_UNTIL = said.quiet_until  # … nor does the time of an offer or of a seat given back run
WAITING_KEEP_DAYS = said.waiting_keep_days  # an entry that ended is deleted after so many days
NO_SHOW_MINUTES = said.no_show_minutes
COMPLAINT_ANSWER_DAYS = said.complaint_answer_days  # days of the calendar
OPINION_DAYS = said.opinion_days  # after the visit, in which its marks are given and changed
SATISFACTION_LEAST_MARKS = said.satisfaction_least_marks  # of fewer no share is published
OPEN_DATA_LICENCE = said.open_data_licence
OPEN_DATA_LICENCE_URL = said.open_data_licence_url
counts = read_limits(os.environ)
LIMITS = {  # D17: how many in how many minutes
    act: {by: (counts[f"LIMIT_{act}_{by}".upper()], minutes) for by, (_most, minutes) in kinds.items()}
    for act, kinds in DEFAULTS.items()
}
# D28: what one may hold that is not proven, per affiliate and per mailbox; a mailbox can have a bound of its own.
UNPROVEN_PROXIES = said.unproven_proxies
# Of an affiliate's dependents, counted once.
UNPROVEN_SEATS = MAX_SEATS if said.unproven_seats is None else said.unproven_seats
MAILBOX_TURNOS = said.mailbox_turnos
KNOWN_BROWSER_DAYS = said.known_browser_days
MANY_OF_ONE_CODE = said.many_of_one_code  # live turnos that the supervisor is shown
MANY_OF_ONE_MAILBOX = said.many_of_one_mailbox
MANY_OF_ONE_MOBILE = said.many_of_one_mobile
# D29: seconds of the first pause after a limit that refuses nobody; it doubles up to the most.
PAUSE_SECONDS = said.pause_seconds
PAUSE_MOST_SECONDS = max(PAUSE_SECONDS, said.pause_most_seconds)
TRUSTED_PROXIES = int(said.behind_proxy) if said.trusted_proxies is None else said.trusted_proxies
CONTACT = {  # S08
    "name": "Atención al Ciudadano",
    "email": "atencionalusuario@iess.gob.ec",
    "phone": "593 23945666",
}

# For the person who runs the service: metrics on a port of their own, and from when on something is late.
METRICS_HOST = said.metrics_host
METRICS_PORT = said.metrics_port
if METRICS_PORT is not None:  # before anything measures: prometheus-client looks when it is imported
    METRICS_FOLDER = DATA / "metrics"
    METRICS_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(METRICS_FOLDER))
BACKUPS = Path(said.backups)
BACKUP_DAYS = said.backup_days
BACKUP_RECIPIENT = said.backup_recipient
LATE_OUTBOX_MINUTES = said.late_outbox_minutes

# D34: no private link and no code of a person in any log: routes instead of addresses, one line for one request.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "vinculo.config.logs.lines.CleanLines"},
        "json": {"()": "vinculo.config.logs.json_lines.JsonLines"},
    },
    "filters": {"received": {"()": "vinculo.config.logs.lines.ReceivedOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": said.log_format, "filters": ["received"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "vinculo": {"level": "INFO"},
        "psycopg.pool": {"level": "ERROR"},  # what it says of each connection is said once by the breaker (D36)
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
