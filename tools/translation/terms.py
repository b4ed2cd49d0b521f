"""The table of terms: one translation of a term everywhere, and the words that lead people astray (D10)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

TABLE = "vinculo/web/locale/terms.csv"
# Subjects of mails, the same in every language: what stands in them is no term.
PRESCRIBED = ("Verificar IESS turno online", "Recuperar IESS turno online")
_STEM = 5  # letters of a word that do not change
# Spanish words of the table that are said of other things too: they are not looked for.
OTHER_SENSES = frozenset(
    {"falta (falta la copia…)", "confirmar", "verificar", "cancelar el turno", "motivo", "requisito"}
)
# Where the stems of the words find too much.
PATTERNS = {
    "certificado (del código)": r"\bcertificad\w+ del código",
    "apostillado": r"\bapostillad[oa]s?\b",
    "agencia": r"\bagencias?\b",
    "notario": r"\bnotarios?\b",
    "solicitud": r"\bsolicitud(?:es)?\b",
    "reclamo": r"\breclamos?\b",
    "turno": r"(?<!Es su )\bturnos?\b",  # *it is your turn* is another word
    "mover el turno / cambiar": r"\bmover el turno\b",
    "anulado / reemplazado": r"\banulad[oa]s?\b",
    "subsanación / corrección": r"\bsubsana\w+",
    "adopción (sentencia o resolución)": r"\bsentencia o resolución de adopción",
    "persona extranjera": r"\bpersonas? extranjeras?\b(?! afiliad)",
    "número (de la fila)": r"$^",  # of a case, a paper, a telephone
    "vigente (documento)": r"$^",  # told apart by the context of a text, which the table does not know
    "vigente (certificado, sumilla, turno)": r"$^",
}
# Other words for a term that serve as well, in a sentence where the table's would not stand.
ALSO_SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "cédula": {"zh_Hans": ("身份证",)},
    "plazo": {"zh_Hans": ("天内",)},
    "código enviado a su correo": {"zh_Hans": ("验证码",)},
    "Coordinación o Unidad Provincial de Asesoría Jurídica": {"zh_Hans": ("省级法务部门",)},
    "poder notarial": {"zh_Hans": ("授权委托书",)},
    "correo electrónico": {"zh_Hans": ("邮件",)},
    "presencial": {"zh_Hans": ("现场",)},
    "apostillado": {"zh_Hans": ("附加证明书",)},
    "fecha de caducidad": {"zh_Hans": ("有效期", "到期")},
    "verificar un certificado": {"zh_Hans": ("核验", "验证")},
    "país que emitió el documento": {"zh_Hans": ("出具", "签发")},
    "certificado o acta de matrimonio": {"zh_Hans": ("结婚",)},
    "certificado o acta de nacimiento": {"zh_Hans": ("出生",)},
    "solicitud": {"zh_Hans": ("申请",)},
    "residir en el Ecuador": {"pt_BR": ("mora",), "fr": ("vit ", "vivent"), "zh_Hans": ("居住",)},
    "asignación de código": {"en": ("identification code",)},
    "legalización (consular)": {"en": ("legaliz",), "zh_Hans": ("认证",)},
    "prórroga": {"en": ("more time",), "pt_BR": ("mais prazo",), "ht": ("plis tan",)},
    "persona de tercera edad / de 65 años o más": {"zh_Hans": ("65岁",), "en": ("65 or over",)},
}
# A word that must not stand in a translation, by language, when the Spanish says what is on the left (style, §6).
TRAPS: dict[str, dict[str, str]] = {
    r"\bsumill": {
        "en": r"\bvisa\b",
        "pt_BR": r"\bvisto\b",
        "fr": r"\bvis(?:a|é|er)\b",
        "zh_Hans": "签证|签注|背书",
        "ht": r"\bviza\b",
    },
    r"\bcopia simple": {
        "en": r"certified|true copy",
        "pt_BR": "autenticad",
        "fr": "certifiée",
        "zh_Hans": "公证复印件",
        "ht": "konfòm",
    },
    r"\bconviviente": {
        "en": "cohabitant|roommate",
        "fr": r"\bconjoint|concubin",
        "zh_Hans": "婚姻|同居",
        "ht": "plase|konkibin",
    },
    r"\bqueja": {"en": r"\bclaim", "fr": r"\bplainte", "ht": "reklamasyon"},
    r"\bapoderad": {"en": r"\battorney\b(?! \()", "fr": "avocat", "ht": "avoka"},
    r"\bunión de hecho": {
        "en": "civil union|common-law",
        "fr": "union libre",
        "zh_Hans": "事实婚姻",
        "ht": "inyon sivil",
    },
    r"\bdías (?:hábiles|laborables)": {"fr": "ouvrable"},
    r"\bturno": {"pt_BR": r"\bturno\b(?![^()]*\))"},
}


@dataclass(frozen=True)
class Term:
    """A row of the table: the Spanish, and what each language says for it."""

    spanish: str
    said: dict[str, str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The Spanish in any of its spellings, each word by its stem."""
        if self.spanish in PATTERNS:
            return re.compile(PATTERNS[self.spanish], re.IGNORECASE)
        spellings = [_bare(each) for each in re.split(r"\s+/\s+", self.spanish)]
        return re.compile("|".join(rf"\b{_words(each)}" for each in spellings if each), re.IGNORECASE)

    def is_said(self, language: str, translated: str) -> bool:
        """Return whether a translation holds a word that the table gives for the term."""
        also = ALSO_SAID.get(self.spanish, {}).get(language, ())
        return any(stem in translated.casefold() for stem in (*self._stems(language), *also))

    def _stems(self, language: str) -> Iterator[str]:
        for each in re.split(r"\s+/\s+|；|;|\s(?:or|ou|oswa)\s|，西语", self.said[language]):
            head = re.sub(r"[《》“”]", "", re.sub(r"[（(].*?[）)]", "", each)).strip().casefold()
            if not head:
                continue
            if language == "zh_Hans":
                yield head
            else:
                yield max((word[:_STEM] for word in re.findall(r"\w+", head)), key=len)
            yield from (name.casefold() for name in re.findall(r"\b[A-ZÁÉÍÓÚ]{3,}\b", each))


def _bare(spanish: str) -> str:
    return re.sub(r"\s*\(.*?\)", "", spanish).strip()


def _words(spanish: str) -> str:
    """Return a pattern for the words in their order, in singular or plural, masculine or feminine."""
    return r"\s+".join(rf"{re.escape(word[: max(_STEM, len(word) - 2)])}\w*" for word in spanish.split())


def read_terms(project: Path) -> list[Term]:
    """Return the terms, the longest Spanish first: what a longer one covers is not asked again."""
    with (project / TABLE).open(encoding="utf-8", newline="") as rows:
        terms = [
            Term(row["es"], {key: row[key] for key in ("en", "pt_BR", "fr", "zh_Hans", "ht")})
            for row in csv.DictReader(rows)
        ]
    return sorted(
        (each for each in terms if each.spanish not in OTHER_SENSES), key=lambda term: -len(_bare(term.spanish))
    )


def term_faults(terms: list[Term], spanish: str, translated: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield each term of the Spanish that is said otherwise, and each word that leads astray."""
    for prescribed in PRESCRIBED:
        spanish, translated = spanish.replace(prescribed, " "), translated.replace(prescribed, " ")
    rest = spanish
    for term in terms:
        match = term.pattern.search(rest)
        if match is None:
            continue
        rest = term.pattern.sub(" ", rest)
        if not term.is_said(language, translated):
            yield f"term:{term.spanish}", f"«{match.group()}» is «{term.said[language]}» in the table of terms"
    for trigger, words in TRAPS.items():
        wrong = re.search(words[language], translated, re.IGNORECASE) if language in words else None
        if wrong and re.search(trigger, spanish, re.IGNORECASE):
            yield "trap", f"«{wrong.group()}» leads astray here"
