"""The sheet of the procedure as open data: a plain file, and linked data in the words of schema.org (S01-S08).

What each holds is documented in docs/service-sheet.md and docs/service-sheet.schema.json.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from vinculo.queries.shared.reference_data import get_published
from vinculo.rules.shared.languages import tag_of
from vinculo.web.public.information.sheet import ProcedureSheet, SaidRequirement, sheet_in_words
from vinculo.web.shared.away.marks import without_data
from vinculo.web.shared.clock import now

SCHEMA_ORG = "https://schema.org"
SITE = "https://www.iess.gob.ec"
OPENS, CLOSES = "08:00", "17:00"
WORKING_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
FILE = "ficha-del-tramite.json"


@without_data
@require_safe
def plain_sheet(request: HttpRequest) -> HttpResponse:
    """Give the sheet as a file with Spanish names of fields, in the language of the address."""
    return _answer(plain(_sheet()), "application/json", FILE)


@without_data
@require_safe
def linked_sheet(request: HttpRequest) -> HttpResponse:
    """Give the sheet as linked data, for those who search and those who collect the procedures of the State."""
    return _answer(make_linked_data(_sheet()), "application/ld+json")


def _sheet() -> ProcedureSheet:
    moment = now()
    return sheet_in_words(timezone.localdate(moment), get_published(moment))


def _answer(data: dict[str, Any], kind: str, name: str = "") -> HttpResponse:
    answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Type"] = f"{kind}; charset=utf-8"
    if name:
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def plain(sheet: ProcedureSheet) -> dict[str, Any]:
    """Return the sheet with the fields of the official page, in its order."""
    return {
        "idioma": _language(),
        "nombre": sheet.name,
        "institucion": sheet.institution,
        "descripcion": sheet.description,
        "dirigido_a": sheet.audience,
        "tipo_de_persona": sheet.audience_kind,
        "tipo_de_resultado": sheet.result_kind,
        "resultado": sheet.result,
        "condiciones": [_plain_requirement(each) for each in sheet.conditions],
        "requisitos_generales": [_plain_requirement(each) for each in sheet.general],
        "requisitos_alternativos": [_bare(" ".join(words)) for words in sheet.alternatives],
        "requisito_adicional": _bare(sheet.additional),
        "requisitos_del_apoderado": [_plain_requirement(each) for each in sheet.of_proxy],
        "pasos": [
            {
                "numero": number,
                "titulo": step.title,
                "texto": _bare(step.text),
                "partes": [_bare(part) for part in step.parts],
                "nota": step.note,
            }
            for number, step in enumerate(sheet.steps, start=1)
        ],
        "tiempo": sheet.time,
        "canal": sheet.channel,
        "costo": sheet.cost,
        "costo_usd": 0,
        "lugar_y_horario": sheet.place_and_hours,
        "dias_sin_atencion": sheet.closed,
        "formulario": _address("public:solicitud"),
        "turno": _address("public:booking"),
        "contacto": {
            "dependencia": settings.CONTACT["name"],
            "correo": settings.CONTACT["email"],
            "telefono": settings.CONTACT["phone"],
        },
        "base_legal": [{"norma": each.name, "articulos": each.articles} for each in sheet.legal_basis],
        "transparencia": _address("public:transparency"),
        "ultima_actualizacion": sheet.updated.isoformat(),
        "pagina": _address("public:home"),
        "licencia": settings.OPEN_DATA_LICENCE_URL,
    }


def make_linked_data(sheet: ProcedureSheet) -> dict[str, Any]:
    """Return the sheet as a GovernmentService of schema.org, with its steps as a HowTo."""
    page = _address("public:home")
    return {
        "@context": SCHEMA_ORG,
        "@type": "GovernmentService",
        "@id": f"{page}#tramite",
        "url": page,
        "name": sheet.name,
        "description": sheet.description,
        "serviceType": sheet.result_kind,
        "serviceOutput": {"@type": "Thing", "name": sheet.result},
        "audience": {"@type": "Audience", "audienceType": sheet.audience_kind, "description": sheet.audience},
        "areaServed": {"@type": "Country", "name": "Ecuador"},
        "provider": _provider(sheet),
        "availableChannel": {
            "@type": "ServiceChannel",
            "name": sheet.channel,
            "description": sheet.place_and_hours,
            "serviceUrl": _address("public:booking"),
        },
        "hoursAvailable": {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"{SCHEMA_ORG}/{day}" for day in WORKING_DAYS],
            "opens": OPENS,
            "closes": CLOSES,
            "description": sheet.closed,
        },
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "USD", "description": sheet.cost},
        "subjectOf": [_how_to(sheet), _form(sheet)],
    }


def _provider(sheet: ProcedureSheet) -> dict[str, Any]:
    return {
        "@type": "GovernmentOrganization",
        "name": sheet.institution,
        "alternateName": "IESS",
        "url": SITE,
        "contactPoint": {
            "@type": "ContactPoint",
            "name": settings.CONTACT["name"],
            "email": settings.CONTACT["email"],
            "telephone": f"+{settings.CONTACT['phone']}",
        },
    }


def _how_to(sheet: ProcedureSheet) -> dict[str, Any]:
    """Return the steps, what they need, how long they take and the instruments that they rest on."""
    needed = [" ".join(filter(None, (each.text, each.hint))) for each in (*sheet.general, *sheet.of_proxy)]
    return {
        "@type": "HowTo",
        "name": sheet.name,
        "description": sheet.time,
        "inLanguage": _language(),
        "dateModified": sheet.updated.isoformat(),
        "license": settings.OPEN_DATA_LICENCE_URL,
        "supply": [{"@type": "HowToSupply", "name": name} for name in needed],
        "step": [
            {
                "@type": "HowToStep",
                "position": number,
                "name": step.title,
                "text": " ".join(map(_bare, filter(None, (step.text, *step.parts, step.note)))),
            }
            for number, step in enumerate(sheet.steps, start=1)
        ],
        "isBasedOn": [
            {"@type": "Legislation", "name": each.name, "description": each.articles} for each in sheet.legal_basis
        ],
    }


def _form(sheet: ProcedureSheet) -> dict[str, Any]:
    (solicitud,) = (each for each in sheet.general if each.code == "solicitud")
    return {"@type": "WebPage", "name": solicitud.text, "url": _address("public:solicitud")}


def _plain_requirement(said: SaidRequirement) -> dict[str, Any]:
    return {
        "requisito": said.text,
        "detalle": " ".join(filter(None, (said.hint, said.more))),
        "segun_el_vinculo": [{"vinculo": whom, "documento": paper} for whom, paper in said.cases],
    }


def _bare(text: str) -> str:
    """Return a text of the page without its tags."""
    return strip_tags(text).strip()


def _language() -> str:
    return tag_of(get_language() or settings.LANGUAGE_CODE)


def _address(name: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}"
