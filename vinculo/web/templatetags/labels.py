"""Words of vocabularies, and the colours of their badges, for every page."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vinculo.queries.shared.reference_data import get_published
from vinculo.rules.cases.bringing.hard_words import HARD_WORDS
from vinculo.rules.cases.requirements.plausibility_checks import LOOKS
from vinculo.rules.mail.by_hand import HANDED_BY, HandedBy
from vinculo.rules.shared import labels
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.marks import mark
from vinculo.web.languages.kept_spanish import BRACKETS
from vinculo.web.shared.clock import now
from vinculo.web.shared.mobile import is_usual

register = template.Library()


@register.filter
def translate_text(text: str) -> str:
    """Return a text of the institution in the present language; where nobody translated it, as what it is: Spanish."""
    said = _(text) if text else ""
    if said != text or get_language() in {SPANISH, None}:
        return said
    return format_html('<span lang="es">{}</span>', text)


@register.filter
def shorten_on_phones(text: str) -> str:
    """Return a word of the navigation, on phones without the Spanish one in brackets: the header leaves room."""
    short = BRACKETS.sub("", text).strip()
    if short == text:
        return text
    return format_html('<span class="long">{}</span><span class="short">{}</span>', text, short)


# Headings of two records side by side (D18), not words of a vocabulary.
COMPARED_FIELDS = {
    "names": mark("Nombres"),
    "birth_date": mark("Fecha de nacimiento"),
    "sex": mark("Sexo"),
    "nationality": mark("Nacionalidad"),
    "documents": mark("Documentos"),
    "explained_by": mark("Documento que lo explica"),
    "people": mark("Nombres"),
    "births": mark("Fecha de nacimiento"),
    "finding": mark("Lo que hay que revisar"),
}

TURNO_BADGES = {
    "confirmed": "info",
    "arrived": "warn",
    "attended": "success",
    "no_show": "danger",
    "cancelled": "danger",
}
TICKET_BADGES = {
    "waiting": "info",
    "called": "warn",
    "serving": "warn",
    "served": "success",
    "no_show": "danger",
    "left": "danger",
}
POWER_BADGES = {
    "": "warn",
    "received": "info",
    "observed": "warn",
    "endorsed": "success",
    "expired": "danger",
    "refused": "danger",
    "revoked": "danger",
    "substituted": "danger",
    "ended": "danger",
}
VERDICT_BADGES = {
    "issue": "success",
    "correct": "warn",
    "refuse": "danger",
    "wait": "info",
    "confirm": "warn",
    "compare": "warn",
    "facts": "info",
    "issued": "success",
    "correction_pending": "warn",
    "refused": "danger",
    "withdrawn": "danger",
}


AGREEMENT_BADGES = {
    "waiting": "info",
    "agreed": "success",
    "disagreed": "danger",
    "lapsed": "warn",
    "withdrawn": "warn",
}
SAMPLE_BADGES = {"waiting": "info", "agreed": "success", "opened": "warn", "kept": "success", "annulled": "danger"}


@register.filter
def sample_reason(why: str) -> str:
    """Return why a code is looked at again, in words."""
    return _(labels.SAMPLE_REASONS[why])


@register.filter
def sample_state(state: str) -> str:
    """Return where the second look at a code stands, in words."""
    return _(labels.SAMPLE_STATES[state])


@register.filter
def sample_badge(state: str) -> str:
    """Return the colour of where the second look at a code stands."""
    return SAMPLE_BADGES[state]


@register.filter
def handed_by(way: str) -> str:
    """Return how a notice reached its person, in words."""
    return _(HANDED_BY[HandedBy(way)])


@register.filter
def agreement_kind(kind: str) -> str:
    """Return what a second confirms, in words."""
    return _(labels.AGREEMENT_KINDS[kind])


@register.filter
def is_look(kind: str) -> bool:
    """Return whether an officer did not confirm anything but asked for a look (D22, D23)."""
    return kind in LOOKS.values()


@register.filter
def agreement_question(kind: str) -> str:
    """Return what a second is asked."""
    return _(labels.AGREEMENT_QUESTIONS[kind])


@register.filter
def agreement_known(kind: str) -> str:
    """Return the heading of the record that is known."""
    return _(labels.AGREEMENT_RECORDS[kind][0])


@register.filter
def agreement_shown(kind: str) -> str:
    """Return the heading of the record that was shown."""
    return _(labels.AGREEMENT_RECORDS[kind][1])


@register.filter
def agreement_state(state: str) -> str:
    """Return where a request for a second stands, in words."""
    return _(labels.AGREEMENT_STATES[state])


@register.filter
def agreement_badge(state: str) -> str:
    """Return the colour of where a request for a second stands."""
    return AGREEMENT_BADGES[state]


@register.filter
def compared_field(field: str) -> str:
    """Return what a line of two records is about, in words."""
    return _(COMPARED_FIELDS[field])


@register.simple_tag
def institution() -> str:
    """Return the name of the institution (S01)."""
    return _(labels.INSTITUTION)


@register.simple_tag
def institution_text(key: str) -> str:
    """Return a text of the institution in the present language; nothing where it has written none."""
    return translate_text(get_published(now()).texts.get(key, "").strip())


@register.inclusion_tag("parts/hard_word.html")
def hard_word(key: str) -> dict[str, str]:
    """Explain a hard word where it stands (D31)."""
    question, answer = HARD_WORDS[key]
    return {"key": key, "question": _(question), "answer": _(answer)}


@register.filter
def link_name(link: str) -> str:
    """Return the family link, or a dash while it is not chosen."""
    return _(labels.LINKS[link]) if link else "—"


@register.filter
def ticket_state(state: str) -> str:
    """Return the state of a number in words."""
    return _(labels.TICKET_STATES[state])


@register.filter
def queue_class(code: str) -> str:
    """Return a class of the queue in words."""
    return _(labels.QUEUE_CLASSES[code])


@register.filter
def complaint_state(state: str) -> str:
    """Return whether a complaint was answered, in words."""
    return _(labels.COMPLAINT_STATES[state])


@register.filter
def power_at_counter(standing: str) -> str:
    """Return where the power of a proxy stands, in the words of the counter."""
    return _(labels.POWER_AT_COUNTER[standing])


@register.filter
def turno_badge(status: str) -> str:
    """Return the colour of the state of a turno."""
    return TURNO_BADGES[status]


@register.filter
def ticket_badge(state: str) -> str:
    """Return the colour of the state of a number."""
    return TICKET_BADGES[state]


@register.filter
def power_badge(standing: str) -> str:
    """Return the colour of where a power of attorney stands."""
    return POWER_BADGES[standing]


@register.filter
def verdict_badge(verdict: str) -> str:
    """Return the colour of where a dependent stands."""
    return VERDICT_BADGES[verdict]


@register.filter
def verdict_name(verdict: str) -> str:
    """Return where a dependent stands, in words."""
    return _(labels.VERDICTS[verdict])


@register.filter
def usual_mobile(number: str) -> bool:
    """Return whether a mobile number lies in a range that is known: another one may be right too (S23)."""
    return is_usual(number)
