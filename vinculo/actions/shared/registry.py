"""Asks the institution's registry of affiliates and keeps what it tells in the table that everything reads (D6).

Always outside a transaction: the registry may be far away. Where the table is the registry, nothing is asked.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.shared.affiliate_rows import AffiliateRow, DocumentCell, LineError, read_document, read_row
from vinculo.actions.shared.affiliates import Report, Seen, take_rows
from vinculo.gateways.registry import AffiliateRegistry, RegistryDocument, RegistryEntry, RegistryUnavailable
from vinculo.queries.shared import registry
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate
from vinculo.records.values.changes import Changes
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.identity import cedula_within

logger = logging.getLogger(__name__)


class RegistryAway(Exception):
    """The registry gives no answer, and nothing is known here of the person: to be asked again in some minutes."""


@cache
def registry_service() -> AffiliateRegistry | None:
    """Return the service that the settings name, one for the process; None where the table is the registry."""
    if not settings.REGISTRY_SERVICE["url"]:
        return None
    # What talks to a service takes a tenth of the time of a start, and most houses have none.
    from vinculo.gateways.services.registry_service import RegistryService, ServiceSettings

    return RegistryService(ServiceSettings(**settings.REGISTRY_SERVICE))


def consult_registry(*, number: str = "", kind: str = "", country: str = "", now: datetime) -> None:
    """Ask about a person by code, by cédula, or by a document (`passport` or `visa` and country), and keep the answer.

    Where the service gives no answer, what is known here goes on. Raises `RegistryAway` where nothing is known.
    """
    service = registry_service()
    if service is None:
        return
    try:
        if kind:
            entry = service.find_by_document(kind, country, number)
        else:
            cedula = cedula_within(number)
            entry = service.find(number) or (service.find_by_cedula(cedula) if cedula else None)
        if entry is not None:
            keep_entry(entry, now)
        elif not kind:
            _end_affiliation(number, now)
    except RegistryUnavailable as error:
        if _known_here(number, kind, country) is None:
            raise RegistryAway from error


def consult_registry_again(affiliate_id: int | None, *, now: datetime) -> None:
    """Ask about an affiliate who is known here, before what was told is acted upon (D14); no answer changes nothing."""
    if affiliate_id is not None and registry_service() is not None:
        consult_registry(number=Affiliate.objects.values_list("code", flat=True).get(pk=affiliate_id), now=now)


def consult_registry_about(number: str, *, now: datetime) -> None:
    """Ask about whom a number names at a door of the staff; who is known here by a document is asked for by code.

    Raises `RegistryAway` where nothing is known.
    """
    consult_registry(number=number, now=now)
    known = registry.affiliate_named(number)
    if known is not None and known.code != number:
        consult_registry_again(known.pk, now=now)


def _known_here(number: str, kind: str, country: str) -> Affiliate | None:
    if kind:
        return registry.affiliate_by_document(kind, country, number)
    return registry.affiliate_named(number)


def keep_entry(entry: RegistryEntry, now: datetime) -> None:
    """Write what the registry told of an affiliate, by the rules of a line of a file (D20), as of when it told.

    What was told of the person since, to another worker or in a file, is not written over. Raises
    `RegistryUnavailable` for what no line may say: such an answer is none.
    """
    row = _row(entry, now)
    report = Report()
    if isinstance(row, AffiliateRow):
        with transaction.atomic():
            if not _is_newer_here(row.code, now - entry.age):
                take_rows([row], report, Seen(), now - entry.age, write=True)
    else:
        report.errors.extend(row)
    if report.errors:
        raise RegistryUnavailable(f"a person that cannot be taken ({len(report.errors)})")


def _is_newer_here(code: str, told_at: datetime) -> bool:
    """Return whether file or service told of this affiliate after a moment; the row is locked until it is written."""
    rows = Affiliate.objects.select_for_update(no_key=True).filter(code=code)
    here = rows.values_list("synchronised_at", flat=True).first()
    return here is not None and here > told_at


def _row(entry: RegistryEntry, now: datetime) -> AffiliateRow | list[LineError]:
    cells = {
        "codigo": entry.code,
        "nombres": entry.names,
        "activo": "1" if entry.active else "0",
        "cedula": entry.cedula,
        "sexo": "" if entry.sex == "X" else entry.sex,
        "nacionalidad": entry.nationality,
        "fecha_nacimiento": entry.birth_date,
        "correo": entry.email,
        "celular": entry.mobile,
    }
    row = read_row(1, cells, timezone.localdate(now))
    if isinstance(row, AffiliateRow):
        documents = [_document(each) for each in entry.documents]
        row.documents.extend(each for each in documents if each is not None)
    return row


def _document(document: RegistryDocument) -> DocumentCell | None:
    """Return the document, or None for one that cannot be: a bad document does not hide its holder."""
    try:
        return read_document(document.kind, document.country, document.number, document.valid_until)
    except ValueError:
        logger.warning("The registry of affiliates told of a document that cannot be.")
        return None


def _end_affiliation(number: str, now: datetime) -> None:
    """Keep that the registry knows nobody of this code any more: the row here stays, inactive."""
    affiliate = registry.affiliate_by_code(number)
    if affiliate is None or not affiliate.active:
        return
    with transaction.atomic():
        Affiliate.objects.filter(pk=affiliate.pk).update(active=False, updated_at=now, synchronised_at=now)
        write_event(
            act=Act.AFFILIATE_UPDATED,
            subject=Subject.AFFILIATE,
            subject_id=affiliate.pk,
            now=now,
            actor_kind=ActorKind.SYSTEM,
            fields=["active"],
            changes=Changes(affiliate, (("active", True, False),)),
        )


def explain_registry_away() -> str:
    """Return the sentence for a person whom the registry could not be asked about."""
    return _(
        "En este momento no podemos consultar el registro de afiliados. Lo que escribió está guardado: inténtelo de "
        "nuevo en unos minutos."
    )
