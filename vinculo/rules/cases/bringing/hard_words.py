"""The hard words of the procedure, explained where they stand (D31): marked questions and answers, by a key."""

from __future__ import annotations

from vinculo.rules.shared.marks import mark

HARD_WORDS: dict[str, tuple[str, str]] = {
    "sumilla": (
        mark("¿Qué es la sumilla?"),
        mark(
            "La aprobación corta, con número, firma y sello, que Asesoría Jurídica del IESS pone en la copia del "
            "poder. No tiene costo."
        ),
    ),
    "proxy": (
        mark("¿Quién es el apoderado?"),
        mark("La persona que hace el trámite en nombre de la persona afiliada, con un poder notarial."),
    ),
    "partner": (
        mark("¿Qué es un conviviente?"),
        mark("La persona con quien la persona afiliada vive en unión de hecho, sin estar casadas."),
    ),
    "power": (
        mark("¿Qué es un poder notarial?"),
        mark("El documento, hecho ante notario o cónsul, con el que la persona afiliada autoriza a otra persona."),
    ),
    "apostille": (
        mark("¿Qué es la apostilla?"),
        mark(
            "El sello o la hoja que pone el país que emitió el documento, si está en el Convenio de La Haya. Así el "
            "documento es válido en el Ecuador sin ir al consulado."
        ),
    ),
}

# Which words and which drawings stand with a requirement, by its code; with every certificate stands the apostille.
WORDS_OF = {"union": ("partner",), "power": ("sumilla", "power", "proxy")}
DRAWINGS_OF = {"solicitud": ("solicitud",), "affiliate_code": ("code",), "affiliate_identity": ("passport", "copy")}
OF_CERTIFICATES = "apostille"
