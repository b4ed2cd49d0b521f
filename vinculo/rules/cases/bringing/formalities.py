"""What a document issued in a country needs so that it counts here, in sentences (D5, D24).

The page that asks for one country, every list of what to bring and its mails say it by these sentences alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vinculo.rules.cases.apostille import (
    IN_FORCE_IN_ECUADOR,
    formalities_accepted,
    in_force_since,
    is_confirmed,
    rows_of,
)
from vinculo.rules.cases.bringing.lines import Line
from vinculo.rules.cases.facts import Formality
from vinculo.rules.shared.countries import ECUADOR, country_name, usual_language
from vinculo.rules.shared.labels import STANDINGS
from vinculo.rules.shared.languages import SPANISH, language_name
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.reference_data import ConventionRow, ReferenceData, in_force


@dataclass(frozen=True, kw_only=True)
class CountryFormalities:
    """The answer for one country: what is needed in a few words, why, and whether it is translated.

    `source` tells how the country stands to the Convention and by which instrument; None where nothing is needed.
    """

    country: str
    verdict: Line
    reason: Line
    translation: Line
    source: Line | None = None
    texts: tuple[str, ...] = ()  # keys of the texts of the institution that belong here


def country_formalities(
    reference: ReferenceData, country: str, issued_on: date | None, today: date
) -> CountryFormalities:
    """Return what a document of that country needs; without a day of issue, as if it were issued today."""
    translation, translated = _translation(country)
    texts = (*(("translators",) if translated else ()), "consular")
    if country == ECUADOR:
        return CountryFormalities(
            country=country,
            verdict=Line(mark("No necesita apostilla ni legalización.")),
            reason=Line(mark("Se emitió en el Ecuador.")),
            translation=translation,
            texts=("consular",),
        )
    rows = rows_of(reference, country)
    row = in_force(rows, today) or next(iter(rows), None)
    verdict, reason = _verdict(reference, country, issued_on, today, row)
    return CountryFormalities(
        country=country,
        verdict=verdict,
        reason=reason,
        translation=translation,
        source=_source(reference, country, row),
        texts=texts,
    )


def _verdict(
    reference: ReferenceData, country: str, issued_on: date | None, today: date, row: ConventionRow | None
) -> tuple[Line, Line]:
    """Return what a foreign document needs, and why."""
    accepted = formalities_accepted(reference, country, issued_on or today, today)
    since = in_force_since(reference, country)
    known: dict[str, str | int | date] = {"country": country_name(country)}
    if since is not None:
        known["since"] = since
    if not is_confirmed(reference, country, issued_on or today, today):
        if row and row.sovereign:
            return _UNCONFIRMED, Line(_TERRITORY, {**known, "sovereign": country_name(row.sovereign)})
        return _UNCONFIRMED, Line(_UNSURE, known)
    if accepted == {Formality.APOSTILLE, Formality.LEGALISATION}:
        return _EITHER, Line(_BY_ITS_DATE, known)
    if Formality.APOSTILLE in accepted:
        joined_late = issued_on is None and since is not None and since > IN_FORCE_IN_ECUADOR
        return _APOSTILLE, Line(_PARTY_LATELY if joined_late else _PARTY, known)
    return _LEGALISATION, Line(_SOON_PARTY if since else _NO_PARTY, known)


def _translation(country: str) -> tuple[Line, bool]:
    """Return what is said of the translation, and whether one may be needed."""
    language = usual_language(country)
    if language == SPANISH:
        return Line(mark("Traducción: no hace falta si está en español, como es usual en ese país.")), False
    if language:
        text = mark(
            "Traducción al español: hace falta si está en %(language)s, como es usual en ese país, o en otro idioma."
        )
        return Line(text, {"language": language_name(language)}), True
    return Line(mark("Traducción al español: hace falta si el documento está en otro idioma.")), True


def _source(reference: ReferenceData, country: str, row: ConventionRow | None) -> Line | None:
    if row is None:
        return None
    since = in_force_since(reference, country)
    named = {"standing": STANDINGS[row.standing], "source": row.instrument}
    if since is None:
        return Line(mark("%(standing)s. Fuente: %(source)s"), named)
    text = mark("%(standing)s, con el Ecuador desde el %(since)s. Fuente: %(source)s")
    return Line(text, {**named, "since": since})


_UNCONFIRMED = Line(mark("Apostilla, o legalización del consulado del Ecuador: el centro lo confirma."))
_TERRITORY = mark(
    "%(country)s es territorio de %(sovereign)s, y no tenemos confirmado si la apostilla rige allí. El Centro de "
    "Atención Universal recibe cualquiera de las dos."
)
_UNSURE = mark(
    "No tenemos confirmado si la apostilla rige en %(country)s. El Centro de Atención Universal recibe cualquiera "
    "de las dos."
)
_EITHER = Line(mark("Apostilla, o legalización del consulado del Ecuador."))
_BY_ITS_DATE = mark(
    "%(country)s está en el Convenio de La Haya con el Ecuador desde el %(since)s: por la fecha de su documento es "
    "válida cualquiera de las dos."
)
_APOSTILLE = Line(mark("Necesita apostilla."))
_PARTY = mark("%(country)s está en el Convenio de La Haya: la apostilla la pone una autoridad de ese país.")
_PARTY_LATELY = mark(
    "%(country)s está en el Convenio de La Haya: la apostilla la pone una autoridad de ese país. Si el documento es "
    "anterior al %(since)s, es válida también la legalización del consulado del Ecuador."
)
_LEGALISATION = Line(mark("Necesita legalización del consulado del Ecuador."))
_NO_PARTY = mark(
    "Entre %(country)s y el Ecuador no rige la apostilla: el documento lo legaliza el cónsul del Ecuador que atiende a "
    "ese país."
)
_SOON_PARTY = mark(
    "Entre %(country)s y el Ecuador no rige la apostilla: el documento lo legaliza el cónsul del Ecuador que atiende a "
    "ese país. La apostilla será válida desde el %(since)s."
)
