"""What the notices of a closing say on paper, in Spanish as every paper that counts (D38)."""

from __future__ import annotations

from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.marks import mark

ON_PAPER = {  # paper has no link: the person answers at a counter, or at the hour itself
    MailKind.RESEATED: mark(
        "No podremos atenderle en su turno del %(before)s. Motivo: %(reason)s. Le pedimos disculpas.\n\n"
        "Ya le reservamos otro turno, con la misma referencia %(reference)s:\n%(after)s\n%(address)s\n\n"
        "Si esta hora le sirve, no tiene que hacer nada. Si prefiere otra, pídala en cualquier ventanilla de este "
        "centro antes de esa hora.\n\n"
        "Los papeles y las solicitudes que preparó siguen siendo válidos. El trámite no tiene costo."
    ),
    MailKind.KEPT: mark(
        "No podremos atenderle en su turno del %(before)s. Motivo: %(reason)s. Le pedimos disculpas.\n\n"
        "Por ahora no hay otra hora libre para usted en este centro ni en su provincia. Su turno %(reference)s "
        "conserva la prioridad. Cuando el centro vuelva a atender, preséntese con él en este centro o en otro que "
        "realice el trámite: se le atiende por la referencia, sin pedir un turno nuevo. Si prefiere otra hora, pídala "
        "en cualquier ventanilla de este centro.\n\n"
        "Los papeles y las solicitudes que preparó siguen siendo válidos. El trámite no tiene costo."
    ),
    MailKind.GO_BACK: mark(
        "Al final sí atenderemos en %(agency)s el %(day)s, a la hora de su turno de antes.\n\n"
        "Su turno %(reference)s sigue como está: %(after)s. No tiene que hacer nada.\n\n"
        "Si prefiere su hora de antes, pídala en cualquier ventanilla de este centro mientras esté libre."
    ),
    MailKind.STANDS_AGAIN: mark(
        "Al final sí podremos atenderle: su turno %(reference)s sigue en pie.\n\nDía y hora: %(after)s"
    ),
}
