"""What `manage.py check` finds: in the program, and with `--deploy` in settings that serve no real people."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.mail import kinds
from vinculo.gateways.pooler import OLDEST, NoConsole, read_version
from vinculo.gateways.services.phone_service import CHANNELS
from vinculo.queries.shared.calendar import agencies_without_local_day
from vinculo.queries.shared.reference_data import reference_data
from vinculo.records.links.private import PrivateLink
from vinculo.records.models import Certificate, ChainLink, Power, Seal, Staff, Turno

WEAK_KEY = 50  # characters, as Django counts
LOCAL = ("127.0.0.1", "localhost", "[::1]", "testserver")


def register_all() -> None:
    """Register every check below: all but that of the mails speak only with --deploy."""
    checks.register(mail_kinds, "mail")
    for check in (
        public_url,
        hosts,
        secret_key,
        party_keys,
        pooler,
        link_keys,
        log_keys,
        log_recipients,
        demo,
        exempt_accounts,
        proxy,
        mail,
        phone,
        remedy,
        local_days,
    ):
        checks.register(check, checks.Tags.security, deploy=True)


def public_url(**kwargs: Any) -> list[checks.CheckMessage]:
    """The address that people see is https: log-ins and personal data go through it."""
    if settings.HTTPS:
        return []
    hint = "VINCULO_PUBLIC_URL=https://turnos.ejemplo.gob.ec"
    return [checks.Error(_("VINCULO_PUBLIC_URL no empieza con https://."), hint=hint, id="vinculo.E001")]


def hosts(**kwargs: Any) -> list[checks.CheckMessage]:
    """Only the names of the service are answered, its own name among them."""
    hint = "VINCULO_ALLOWED_HOSTS=turnos.ejemplo.gob.ec"
    if "*" in settings.ALLOWED_HOSTS:
        return [checks.Error(_("VINCULO_ALLOWED_HOSTS acepta cualquier nombre."), hint=hint, id="vinculo.E002")]
    if all(host in LOCAL for host in settings.ALLOWED_HOSTS):
        return [checks.Error(_("VINCULO_ALLOWED_HOSTS solo tiene nombres locales."), hint=hint, id="vinculo.E002")]
    return []


def secret_key(**kwargs: Any) -> list[checks.CheckMessage]:
    """The key is given and long; several machines must share one."""
    if len(settings.SECRET_KEY) < WEAK_KEY:
        text = _("VINCULO_SECRET_KEY tiene menos de %(letters)d letras.") % {"letters": WEAK_KEY}
        return [checks.Error(text, hint="openssl rand -base64 48", id="vinculo.E003")]
    return []


def party_keys(**kwargs: Any) -> list[checks.CheckMessage]:
    """No number of the staff was kept under a key that is gone: nobody would be known as a party by it (D35)."""
    try:
        used = set(Staff.objects.exclude(party_key="").values_list("party_key", flat=True).distinct())
    except DatabaseError:
        return []
    if not (gone := sorted(used - settings.PARTY_KEYS.keys())):
        return []
    text = _("VINCULO_PARTY_KEYS no tiene las claves con las que se guardó el número de parte del personal: %(keys)s.")
    hint = "VINCULO_PARTY_KEYS=2: …; 1: …"
    return [checks.Error(text % {"keys": ", ".join(gone)}, hint=hint, id="vinculo.E017")]


def link_keys(**kwargs: Any) -> list[checks.CheckMessage]:
    """The keys of the private links are those of this database: else every mail would fail (D34)."""
    try:
        newest = [row for model in (Turno, Certificate, Power) for row in _newest_of_each_key(model)]
    except DatabaseError:
        return []
    if not (wrong := sorted({row.link_key for row in newest if not row.has_its_key()})):
        return []
    text = _("VINCULO_LINK_KEYS no tiene las claves con las que se hicieron los enlaces privados: %(keys)s.")
    hint = "VINCULO_LINK_KEYS=2: …; 1: …"
    return [checks.Error(text % {"keys": ", ".join(wrong)}, hint=hint, id="vinculo.E027")]


def _newest_of_each_key(model: type[PrivateLink]) -> list[PrivateLink]:
    rows = model._default_manager.order_by()
    return [rows.filter(link_key=key).latest("pk") for key in rows.values_list("link_key", flat=True).distinct()]


def log_keys(**kwargs: Any) -> list[checks.CheckMessage]:
    """Every key that sealed a day, and the one of the newest event, is there: else nothing could be verified (D32)."""
    try:
        used = {*Seal.objects.values_list("key_id", flat=True).distinct()} - {""}
        newest = ChainLink.objects.order_by("-position").first()
    except DatabaseError:
        return []
    used |= {newest.key_id} if newest is not None else set()
    if not (gone := sorted(used - settings.LOG_KEYS.keys())):
        return []
    text = _("VINCULO_LOG_KEYS no tiene las claves con las que se escribió la bitácora: %(keys)s.")
    return [checks.Error(text % {"keys": ", ".join(gone)}, hint="VINCULO_LOG_KEYS=2: …; 1: …", id="vinculo.E032")]


def log_recipients(**kwargs: Any) -> list[checks.CheckMessage]:
    """The head of each night leaves for two mailboxes: without it nobody finds out that all of the log is gone."""
    if len(set(settings.LOG_RECIPIENTS)) >= 2:
        return []
    text = _("La cabeza de la bitácora no sale cada noche hacia dos buzones.")
    hint = "VINCULO_LOG_RECIPIENTS=uno@…,otra@…"
    return [checks.Warning(text, hint=hint, id="vinculo.W033")]


def pooler(**kwargs: Any) -> list[checks.CheckMessage]:
    """The pooler is one behind which every page works (D36)."""
    if not settings.DATABASE_POOLER:
        return []
    database = settings.DATABASES["default"]
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}  # nosec B105
    try:
        version = read_version({name: database[key] for name, key in names.items() if database[key]})
    except NoConsole as error:
        text = _("El pooler no dice su versión: %(why)s") % {"why": error}
        return [checks.Error(text, hint="pgbouncer.ini: stats_users = vinculo", id="vinculo.E037")]
    if version >= OLDEST:
        return []
    text = _("PgBouncer %(version)s es anterior a %(oldest)s: fallarían casi todas las páginas.")
    words = {"version": ".".join(map(str, version)), "oldest": ".".join(map(str, OLDEST))}
    hint = "PgBouncer 1.22; VINCULO_DATABASE_POOLER=0"
    return [checks.Error(text % words, hint=hint, id="vinculo.E038")]


def demo(**kwargs: Any) -> list[checks.CheckMessage]:
    """The demo is off: its passwords are public. So is the page that shows errors with their values."""
    faults: list[checks.CheckMessage] = []
    if settings.DEMO:
        text = _("La demostración está activada y sus contraseñas son públicas.")
        faults.append(checks.Error(text, hint="VINCULO_DEMO=0", id="vinculo.E004"))
    if settings.DEBUG:
        text = _("VINCULO_DEBUG muestra datos internos en cada error.")
        faults.append(checks.Error(text, hint="VINCULO_DEBUG=0", id="vinculo.E005"))
    return faults


def exempt_accounts(**kwargs: Any) -> list[checks.CheckMessage]:
    """No account of the demo is left, whose password everybody can read and which needs no second factor (D33)."""
    try:
        left = sorted(Staff.objects.filter(exempt=True, is_active=True).values_list("username", flat=True))
    except DatabaseError:
        return []
    if not left:
        return []
    text = _("Estas cuentas son de la demostración y su contraseña es pública: %(names)s.")
    hint = _("Desactívelas en /administracion/records/staff/.")
    return [checks.Error(text % {"names": ", ".join(left)}, hint=hint, id="vinculo.E020")]


def proxy(**kwargs: Any) -> list[checks.CheckMessage]:
    """With https the server stands behind one that ends TLS, and knows that it does."""
    if settings.HTTPS and settings.SECURE_PROXY_SSL_HEADER is None:
        text = _("VINCULO_PUBLIC_URL es https, pero VINCULO_BEHIND_PROXY no está activada.")
        return [checks.Error(text, hint="VINCULO_BEHIND_PROXY=1", id="vinculo.E006")]
    if not settings.HTTPS and settings.SECURE_PROXY_SSL_HEADER is not None:
        text = _("VINCULO_BEHIND_PROXY está activada sin https: cualquiera podría decir que su conexión es segura.")
        return [checks.Warning(text, hint="VINCULO_BEHIND_PROXY=0", id="vinculo.W007")]
    return []


def mail(**kwargs: Any) -> list[checks.CheckMessage]:
    """Codes and confirmations leave through a real server, from an address that exists."""
    faults: list[checks.CheckMessage] = []
    if settings.MAIL_FROM.rstrip(">").endswith(".invalid"):
        text = _("VINCULO_MAIL_FROM es la dirección de ejemplo: nadie podría responder.")
        faults.append(checks.Error(text, hint="VINCULO_MAIL_FROM='IESS Turnos <turnos@…>'", id="vinculo.E008"))
    local = settings.SMTP_HOST in LOCAL
    if settings.SMTP_SECURITY == "none" and not local:
        text = _("El correo sale sin cifrar hacia otra máquina.")
        faults.append(checks.Warning(text, hint="VINCULO_SMTP_SECURITY=starttls", id="vinculo.W009"))
    return faults


def phone(**kwargs: Any) -> list[checks.CheckMessage]:
    """Messages to mobiles are off or wholly configured: a half of it would silently send none."""
    service = settings.PHONE_SERVICE
    if not service["url"] and not service["token"]:
        return []
    faults: list[checks.CheckMessage] = []
    if not settings.PHONE_MESSAGES:
        text = _("Los mensajes al celular necesitan dirección y clave: no sale ninguno.")
        faults.append(checks.Error(text, hint="VINCULO_PHONE_URL, VINCULO_PHONE_TOKEN", id="vinculo.E014"))
    if service["channel"] not in CHANNELS:
        text = _("VINCULO_PHONE_CHANNEL no es sms ni whatsapp.")
        faults.append(checks.Error(text, hint="VINCULO_PHONE_CHANNEL=sms", id="vinculo.E015"))
    where = urlsplit(service["url"])
    if service["url"] and where.scheme != "https" and (where.hostname or "") not in LOCAL:
        text = _("Los números de celular saldrían sin cifrar hacia otra máquina.")
        faults.append(checks.Error(text, hint="VINCULO_PHONE_URL=https://…", id="vinculo.E016"))
    return faults


def remedy(**kwargs: Any) -> list[checks.CheckMessage]:
    """The remedy against a refusal is named: until then nobody can be refused."""
    try:
        named = reference_data([]).remedy(timezone.localdate()) is not None
    except DatabaseError:
        return []  # no tables yet: there is nothing to name
    if named:
        return []
    text = _("Falta el recurso contra una negativa (cuál, ante quién, en qué plazo): mientras tanto no se puede negar.")
    return [checks.Error(text, hint="/administracion/records/remedy/", id="vinculo.E012")]


def local_days(**kwargs: Any) -> list[checks.CheckMessage]:
    """Every centre has its local day of rest, or somebody said that it has none."""
    try:
        without = agencies_without_local_day(timezone.localdate())
    except DatabaseError:
        return []
    hint = "/administracion/records/localday/"
    text = _("Este centro no tiene un día cantonal: %(agency)s.")
    return [checks.Warning(text % {"agency": name}, hint=hint, id="vinculo.W013") for name in without]


def mail_kinds(**kwargs: Any) -> list[checks.CheckMessage]:
    """Each kind of mail is registered by one subject: else the outbox could not tell what it says and while what."""
    missing = [
        checks.Error(_("Nadie registró el correo «%(kind)s».") % {"kind": kind}, id="vinculo.E010")
        for kind in kinds.not_registered()
    ]
    twice = [
        checks.Error(_("El correo «%(kind)s» está registrado dos veces.") % {"kind": kind}, id="vinculo.E011")
        for kind in kinds.registered_twice()
    ]
    return [*missing, *twice]
