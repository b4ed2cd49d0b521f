"""All that is kept of one case, as an archive takes it: rows, papers made from frozen facts, copies, events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

from vinculo.documents import certificate as certificate_paper
from vinculo.documents import notice as notice_paper
from vinculo.documents.facts import CertificateFacts
from vinculo.gateways.files import FileMissing, FileUnreadable
from vinculo.queries.cases.certificates import notice_of
from vinculo.queries.control.copies import files_of_copies
from vinculo.records.models import (
    Affiliate,
    Agreement,
    Case,
    CaseEntry,
    Certificate,
    Code,
    Decision,
    Event,
    Extension,
    HearingStatement,
    IdDocument,
    Message,
    PaperCopy,
    PaperNotice,
    PaperRecord,
    PartyDeclaration,
    Person,
    Reprint,
    Resemblance,
    Reversal,
    Sample,
    Solicitud,
    Turno,
)
from vinculo.rules.cases.status import DecisionKind
from vinculo.rules.shared.acts import Subject

FORMAT = "vinculo-expediente-1"
# What opens a link, proves a former value or finds a person in an index: no part of the case.
LEFT_OUT = {"token", "token_hash", "link_key", "link_nonce", "link_mask", "value_secret"}
LEFT_OUT |= {"presenter_key", "names_key", "mailbox"}


def collect_case(case: Case) -> dict[str, bytes]:
    """Return the files of a case by their path: the rows and events as JSON, the papers as PDF, the copies as scanned.

    A copy whose file is gone is named in `faltan`, so that the package never seems whole when it is not.
    """
    rows = _rows(case)
    papers = _papers(case)
    copies, missing = _copies(rows["copias"])
    events = [_plain(event) for event in _events(rows)]
    return {"expediente.json": _describe(case, rows, missing), "sucesos.json": _json(events), **papers, **copies}


def describe_case(case: Case) -> bytes:
    """Return `expediente.json` alone: what tells a package of this case from any other."""
    rows = _rows(case)
    return _describe(case, rows, _copies(rows["copias"])[1])


def _describe(case: Case, rows: dict[str, list[Any]], missing: list[str]) -> bytes:
    members = {name: [_plain(row) for row in each] for name, each in rows.items()}
    return _json({"formato": FORMAT, "expediente": case.reference, "conjuntos": members, "faltan": missing})


def _rows(case: Case) -> dict[str, list[Any]]:
    """Return the rows of a case by what they are."""
    solicitudes = Solicitud.objects.filter(case=case)
    papers = PaperRecord.objects.filter(case=case)
    certificates = Certificate.objects.filter(solicitud__in=solicitudes)
    samples = Sample.objects.filter(certificate__in=certificates)
    turnos = Q(turno=case.turno_id, turno__isnull=False)
    members: dict[str, QuerySet[Any]] = {
        "caso": Case.objects.filter(pk=case.pk),
        "persona afiliada": Affiliate.objects.filter(pk=case.affiliate_id),
        "documentos de la persona afiliada": IdDocument.objects.filter(affiliate=case.affiliate_id),
        "turno": Turno.objects.filter(pk=case.turno_id or 0),
        "solicitudes": solicitudes,
        "dependientes": Person.objects.filter(solicitudes__in=solicitudes).distinct(),
        "documentos presentados": papers,
        "copias": PaperCopy.objects.filter(paper__in=papers),
        "comparaciones": Resemblance.objects.filter(solicitud__in=solicitudes),
        "decisiones": Decision.objects.filter(solicitud__in=solicitudes),
        "prórrogas": Extension.objects.filter(correction__solicitud__in=solicitudes),
        "confirmaciones": Agreement.objects.filter(case=case),
        "notas": CaseEntry.objects.filter(case=case),
        "intereses declarados": PartyDeclaration.objects.filter(case=case),
        "reversiones": _of_either(Reversal.objects.order_by(), turnos, Q(solicitud__in=solicitudes)),
        "códigos": Code.objects.filter(certificates__in=certificates).distinct(),
        "certificados": certificates,
        "reimpresiones": Reprint.objects.filter(certificate__in=certificates),
        "revisiones": samples,
        "audiencias": HearingStatement.objects.filter(sample__in=samples),
        "avisos en papel": PaperNotice.objects.filter(turnos | Q(solicitud__in=solicitudes) | Q(sample__in=samples)),
        "correos": _of_either(Message.objects.order_by(), turnos, Q(solicitud__in=solicitudes)),
    }
    return {name: list(rows.order_by("pk")) for name, rows in members.items()}


def _of_either(rows: QuerySet[Any], one: Q, other: Q) -> QuerySet[Any]:
    """Return rows of which one or the other is so, each by its own index."""
    return rows.filter(one).union(rows.filter(other))


def _events(rows: dict[str, list[Any]]) -> Iterable[Event]:
    """Return the events of the case and of what belongs to it, in their order, with what proves them."""
    subjects = {
        Subject.CASE: rows["caso"],
        Subject.TURNO: rows["turno"],
        Subject.SOLICITUD: rows["solicitudes"],
        Subject.PAPER: rows["documentos presentados"],
        Subject.COPY: rows["copias"],
        Subject.CERTIFICATE: rows["certificados"],
        Subject.SAMPLE: rows["revisiones"],
        Subject.AGREEMENT: rows["confirmaciones"],
    }
    theirs = Q(pk__in=[])
    for subject, members in subjects.items():
        theirs |= Q(subject=subject, subject_id__in=[row.pk for row in members])
    return Event.objects.filter(theirs).order_by("pk")


def _papers(case: Case) -> dict[str, bytes]:
    """Return the papers that were given, made again from their frozen facts."""
    made: dict[str, bytes] = {}
    certificates = Certificate.objects.filter(solicitud__case=case).select_related("code").order_by("pk")
    for certificate in certificates:
        facts = CertificateFacts.from_json(certificate.fill_link(certificate.facts))
        made[f"certificados/{certificate.code.value}-{certificate.number}.pdf"] = certificate_paper.render(facts)
    for decision in Decision.objects.filter(solicitud__case=case).select_related("solicitud").order_by("pk"):
        if decision.kind != DecisionKind.ISSUE and decision.disposal_id is None:
            name = f"decisiones/{decision.solicitud.reference}-{decision.pk}.pdf"
            made[name] = notice_paper.render(notice_of(decision))
    return made


def _copies(copies: list[PaperCopy]) -> tuple[dict[str, bytes], list[str]]:
    """Return the scanned copies that are kept, and the paths of those that should be and are not."""
    kept, missing, files = dict[str, bytes](), [], files_of_copies()
    for copy in copies:
        path = f"copias/{copy.paper_id}-{copy.pk}.{copy.media}"
        try:
            kept[path] = files.read(copy.name)
        except (FileMissing, FileUnreadable):
            missing += [path] if copy.removed_at is None else []
    return kept, missing


def _plain(row: Model) -> dict[str, Any]:
    """Return a row with its columns under their names."""
    return {each.attname: getattr(row, each.attname) for each in row._meta.fields if each.name not in LEFT_OUT}


def _json(content: object) -> bytes:
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
