"""The languages in which a document may be written: ISO 639-1 codes with their Spanish names (D5)."""

from __future__ import annotations

from vinculo.rules.shared.marks import mark

SPANISH = "es"

LANGUAGE_NAMES = {
    "am": mark("amárico"),
    "ar": mark("árabe"),
    "az": mark("azerbaiyano"),
    "be": mark("bielorruso"),
    "bg": mark("búlgaro"),
    "bn": mark("bengalí"),
    "ca": mark("catalán"),
    "cs": mark("checo"),
    "da": mark("danés"),
    "de": mark("alemán"),
    "el": mark("griego"),
    "en": mark("inglés"),
    "es": mark("español"),
    "et": mark("estonio"),
    "fa": mark("persa"),
    "fi": mark("finés"),
    "fr": mark("francés"),
    "he": mark("hebreo"),
    "hi": mark("hindi"),
    "hr": mark("croata"),
    "ht": mark("criollo haitiano"),
    "hu": mark("húngaro"),
    "hy": mark("armenio"),
    "id": mark("indonesio"),
    "it": mark("italiano"),
    "ja": mark("japonés"),
    "ka": mark("georgiano"),
    "kk": mark("kazajo"),
    "km": mark("jemer"),
    "ko": mark("coreano"),
    "lt": mark("lituano"),
    "lv": mark("letón"),
    "mk": mark("macedonio"),
    "mn": mark("mongol"),
    "ne": mark("nepalí"),
    "nl": mark("neerlandés"),
    "no": mark("noruego"),
    "pl": mark("polaco"),
    "ps": mark("pastún"),
    "pt": mark("portugués"),
    "ro": mark("rumano"),
    "ru": mark("ruso"),
    "si": mark("cingalés"),
    "sk": mark("eslovaco"),
    "sl": mark("esloveno"),
    "so": mark("somalí"),
    "sq": mark("albanés"),
    "sr": mark("serbio"),
    "sv": mark("sueco"),
    "sw": mark("suajili"),
    "ta": mark("tamil"),
    "th": mark("tailandés"),
    "tl": mark("filipino"),
    "tr": mark("turco"),
    "uk": mark("ucraniano"),
    "ur": mark("urdu"),
    "uz": mark("uzbeko"),
    "vi": mark("vietnamita"),
    "zh": mark("chino"),
}


def language_name(code: str) -> str:
    """Return the marked Spanish name of a language, or the code itself where it is not known."""
    return LANGUAGE_NAMES.get(code.lower(), code)


def is_language(code: str) -> bool:
    """Return whether this is the code of a language of the table, in whatever case."""
    return code.lower() in LANGUAGE_NAMES
