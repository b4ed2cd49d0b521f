"""What to say to somebody who brought another certificate than the one that applies.

The general requirements of the page name the certificates of spouse and children the wrong way round (D1), so people
will come with them swapped; and a couple may bring the paper of the other of the two links (D3).
"""

from __future__ import annotations

from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.faults import Fault
from vinculo.rules.shared.marks import mark

FOR_SPOUSE = {
    PaperKind.BIRTH: Fault(
        code="birth_instead_of_marriage",
        rows=("S36", "D1"),
        text=mark(
            "Trajo un certificado de nacimiento, pero para su cónyuge se necesita el de matrimonio. En versiones "
            "anteriores de la página del trámite estos dos certificados aparecían al revés; disculpe la confusión."
        ),
        remedy=mark("Traiga el certificado o acta de matrimonio, en original y copia simple."),
    ),
    PaperKind.UNION: Fault(
        code="union_instead_of_marriage",
        rows=("S36", "D3"),
        text=mark("Trajo un acta de unión de hecho, pero el vínculo registrado es el de cónyuge."),
        remedy=mark(
            "Si no están casados, pida que se registre el vínculo de conviviente; si lo están, traiga"
            " el certificado o acta de matrimonio."
        ),
    ),
}

FOR_PARTNER = {
    PaperKind.BIRTH: Fault(
        code="birth_instead_of_union",
        rows=("S36", "D1"),
        text=mark(
            "Trajo un certificado de nacimiento, pero para su conviviente se necesita el acta notarial de unión de "
            "hecho. La página del trámite lo nombraba mal; disculpe la confusión."
        ),
        remedy=mark("Traiga el acta notarial de unión de hecho, en original y copia simple."),
    ),
    PaperKind.MARRIAGE: Fault(
        code="marriage_instead_of_union",
        rows=("S36", "D3"),
        text=mark("Trajo un certificado de matrimonio, pero el vínculo registrado es el de conviviente."),
        remedy=mark("Si están casados, pida que se registre el vínculo de cónyuge; si no, traiga el acta notarial."),
    ),
}

FOR_CHILD = {
    PaperKind.MARRIAGE: Fault(
        code="marriage_instead_of_birth",
        rows=("S37", "D1"),
        text=mark(
            "Trajo un certificado de matrimonio, pero para su hija o hijo se necesita el de nacimiento. En versiones "
            "anteriores de la página del trámite estos dos certificados aparecían al revés; disculpe la confusión."
        ),
        remedy=mark("Traiga el certificado o acta de nacimiento, en original y copia simple."),
    ),
    PaperKind.UNION: Fault(
        code="union_instead_of_birth",
        rows=("S37",),
        text=mark(
            "Trajo un acta de unión de hecho, pero para su hija o hijo se necesita el certificado de nacimiento."
        ),
        remedy=mark("Traiga el certificado o acta de nacimiento, en original y copia simple."),
    ),
}
