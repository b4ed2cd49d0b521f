"""The words for what people read of each vocabulary: family links, kinds of document, states, origins, acts, roles.

One table for each vocabulary, keyed by the values of its enum; the texts are marked Spanish, which `web`, `documents`
and the mails translate. A second table of a vocabulary is a second wording for another purpose, which its name says.
The names of papers stand in the table of their kinds (`rules.cases.paper_kinds`), and reasons beside their codes
(`rules.queue.reasons`, `rules.cases.reasons`).
"""

from __future__ import annotations

from vinculo.rules.shared.marks import mark

INSTITUTION = mark("Instituto Ecuatoriano de Seguridad Social")  # S01

# People and their documents

LINKS = {"child": mark("Hija o hijo"), "spouse": mark("Cónyuge"), "partner": mark("Conviviente")}
LINKS_DECLARED = {**LINKS, "child": mark("Hija o hijo menor de 18 años")}  # as the solicitud states it (S37)
LINKS_ASKED = {  # of the person who types a solicitud at home
    "child": LINKS_DECLARED["child"],
    "spouse": mark("Cónyuge: están casados"),
    "partner": mark("Conviviente: tienen una unión de hecho"),
}
LINKS_OF_MINE = {  # as an affiliate answers on the page of papers
    "spouse": mark("Mi cónyuge: estamos casados"),
    "partner": mark("Mi conviviente: tenemos una unión de hecho"),
    "child": mark("Mi hija o mi hijo, menor de 18 años"),
}
LINKS_LISTED = {  # after *Para registrar a:*, on the list of papers
    "spouse": mark("cónyuge (matrimonio)"),
    "partner": mark("conviviente (unión de hecho)"),
    "child": mark("hija o hijo menor de 18 años"),
}
LINKS_IN_A_SENTENCE = {"spouse": mark("cónyuge"), "partner": mark("conviviente"), "child": mark("hijo o hija")}
LINKS_BRING = {  # before the paper that proves the link
    "spouse": mark("Para el cónyuge: %(paper)s"),
    "partner": mark("Para el conviviente: %(paper)s"),
    "child": mark("Para cada hija o hijo menor de 18 años: %(paper)s"),
}
LINKS_BRING_NUMBERED = {  # the same for one of several dependents
    "spouse": mark("Dependiente %(position)s, cónyuge: %(paper)s"),
    "partner": mark("Dependiente %(position)s, conviviente: %(paper)s"),
    "child": mark("Dependiente %(position)s, hija o hijo: %(paper)s"),
}
DOCUMENTS = {"passport": mark("Pasaporte"), "visa": mark("Visa")}
DOCUMENTS_ASKED = {**DOCUMENTS, "visa": mark("Visa, porque no tiene pasaporte")}
SEXES = {"F": mark("Femenino"), "M": mark("Masculino"), "X": mark("No especificado")}
PRESENTED_BY = {"affiliate": mark("La persona afiliada"), "proxy": mark("Un apoderado")}
PRESENTED_BY_ASKED = {  # on the page of papers
    "affiliate": mark("La persona afiliada al IESS"),
    "proxy": mark("Un apoderado, con poder notarial"),
}
PRESENTER_KINDS = {"cedula": mark("Cédula"), "code": mark("Código"), "passport": DOCUMENTS["passport"]}
PRESENTER_KINDS_IN_FULL = {**PRESENTER_KINDS, "code": mark("Código de identificación para extranjero")}
PRESENTER_KINDS_ASKED = {**PRESENTER_KINDS_IN_FULL, "cedula": mark("Cédula ecuatoriana")}
ROLES = {
    "officer": mark("Servidor de ventanilla"),
    "reception": mark("Servidor de recepción"),
    "legal": mark("Asesoría Jurídica"),
    "supervisor": mark("Supervisor"),
    "administrator": mark("Administrador"),
    "auditor": mark("Auditor"),
    "delegate": mark("Delegado de protección de datos"),
}
TERRITORIES = {
    "nation": mark("Todo el país"),
    "province": mark("Una provincia"),
    "centres": mark("Uno o varios centros"),
}

# Papers as they are recorded

SIGNATURES = {
    "none": mark("sin firma"),
    "handwritten": mark("firmada a mano por la persona afiliada"),
    "of_another": mark("firmada por otra persona"),
    "electronic": mark("con firma electrónica"),
}
SIGNATURES_ASKED = {
    "handwritten": mark("A mano, de la persona afiliada"),
    "of_another": mark("A mano, de otra persona"),
    "none": mark("Sin firma"),
}
IN_PARENTS_PASSPORT = mark("Pasaporte de su madre o padre, en que consta")
WHOSE_PASSPORT = {
    "own": mark("De la persona dependiente"),
    "parent": mark("De su madre o padre: la hija o el hijo consta en él"),
}
COPIES = {
    "none": mark("falta la copia"),
    "paper": mark("copia en papel"),
    "scan": mark("copia escaneada aquí"),
    "not_needed": mark("no se pide copia"),
}
COPIES_ASKED = {"paper": mark("Copia en papel recibida"), "scan": mark("Copia escaneada aquí")}
SEEN_ASKED = {  # original and copy in one answer
    "paper": mark("Original visto, copia en papel"),
    "scan": mark("Original visto, copia escaneada aquí"),
    "none": mark("Original visto, falta la copia"),
    "only_copy": mark("Solo copia, falta el original"),
    "not_needed": mark("Original visto, no se pide copia"),
}
FORMALITIES = {
    "apostille": mark("con apostilla"),
    "legalisation": mark("con legalización consular"),
    "ministry": mark("con legalización del Ministerio de Relaciones Exteriores"),
}
FORMALITIES_ASKED = {
    "apostille": mark("Trae apostilla"),
    "legalisation": mark("Trae legalización del consulado del Ecuador"),
    "ministry": mark("Trae legalización del Ministerio de Relaciones Exteriores"),
    "none": mark("No trae"),
}
EXECUTED_BY = {  # who signed a certificate, where that decides what it needs (D24)
    "authority": mark("Una autoridad de ese país"),
    "foreign_consul": mark("Un consulado o embajada de ese país"),
    "ecuadorian_consul": mark("Un consulado del Ecuador"),
}
SPANISH_TOO = mark("No hace falta: está también en español (bilingüe o plurilingüe)")

# Dated reference data

STANDINGS = {
    "party": mark("Parte del Convenio"),
    "not_party": mark("No es parte"),
    "not_with_ecuador": mark("Parte, pero no rige con el Ecuador"),
    "extended": mark("Territorio al que se extiende"),
    "not_extended": mark("Territorio al que no se extiende"),
}
WAIVED = {
    "validity": mark("Que el documento esté vigente"),
    "passport": mark("Que no haya pasaporte: el permiso o la visa identifica"),
}
TERM_KINDS = {"correction": mark("Corrección"), "extension": mark("Prórroga, una sola vez")}
LOCAL_DAY_STATES = {"proposed": mark("Propuesto"), "accepted": mark("Aceptado"), "rejected": mark("Rechazado")}

# States

TURNO_STATES = {
    "confirmed": mark("Por llegar"),
    "arrived": mark("En el centro"),
    "attended": mark("Atendido"),
    "no_show": mark("No vino"),
    "cancelled": mark("Cancelado"),
}
SOLICITUD_STATES = {
    "draft": mark("Preparada en casa"),
    "in_review": mark("En revisión"),
    "correction_pending": mark("Espera corrección"),
    "issued": mark("Código emitido"),
    "refused": mark("Negada"),
    "withdrawn": mark("Desistida"),
}
VERDICTS = {  # where a dependent stands at the counter: what may be decided, or what was
    "issue": mark("listo para emitir"),
    "correct": mark("falta algo"),
    "refuse": mark("no puede tener el código"),
    "wait": mark("en espera de Asesoría Jurídica"),
    "confirm": mark("falta confirmar la identidad"),
    "compare": mark("por comparar"),
    "facts": mark("faltan los datos"),
    "issued": mark("código emitido"),
    "correction_pending": mark("espera corrección"),
    "refused": mark("negado"),
    "withdrawn": mark("desistido: terminó el plazo"),
}
POWER_STANDINGS = {
    "received": mark("por revisar"),
    "observed": mark("observado"),
    "endorsed": mark("sumillado"),
    "expired": mark("vencido"),
    "refused": VERDICTS["refused"],
    "revoked": mark("revocado"),
    "substituted": mark("sustituido"),
    "ended": mark("terminado por fallecimiento"),
}
POWER_AT_COUNTER = {  # beside a proxy, whose power may be unknown
    "": mark("sin sumilla"),
    "received": mark("en revisión"),
    "observed": POWER_STANDINGS["observed"],
    "endorsed": mark("sumilla vigente"),
    "expired": mark("poder vencido"),
    "refused": mark("sumilla negada"),
    "revoked": mark("sumilla revocada"),
    "substituted": mark("apoderado sustituido"),
    "ended": mark("terminado: falleció quien lo otorgó"),
}
POWER_LISTS = {  # the lists of the legal unit, the undecided first
    "": mark("Por decidir"),
    "received": mark("Por revisar"),
    "observed": mark("Observados"),
    "endorsed": mark("Sumillados"),
    "refused": mark("Negados"),
    "revoked": mark("Revocados"),
    "substituted": mark("Sustituidos"),
    "ended": mark("Terminados por fallecimiento"),
}
TICKET_STATES = {
    "waiting": mark("En espera"),
    "called": mark("Llamado"),
    "serving": mark("En atención"),
    "served": TURNO_STATES["attended"],
    "no_show": mark("No se presentó"),
    "left": mark("Se retiró"),
}
COUNTER_STATES = {"closed": mark("Cerrada"), "open": mark("Abierta"), "paused": mark("En pausa")}
MESSAGE_STATES = {
    "queued": mark("en camino"),
    "sent": mark("enviado"),
    "failed": mark("no se pudo enviar"),
    "dropped": mark("ya no hacía falta"),
}
COMPLAINT_STATES = {"open": mark("Por responder"), "answered": mark("Respondida")}

# The queue of a centre

QUEUE_CLASSES = {
    "PP": mark("Doble prioridad"),
    "P": mark("Prioridad"),
    "R": mark("Regreso o traslado"),
    "A": mark("Con turno"),
    "W": mark("Del mismo día"),
}
QUEUE_MODES = {
    "priority_first": mark("Primero las personas con prioridad; entre las demás, quien deba pasar antes"),
    "earliest_due": mark("Quien deba pasar antes, entre todas las personas"),
}
QUEUE_ACTS = {
    "issued": mark("número entregado"),
    "called": mark("llamado"),
    "called_apart": mark("llamado fuera de orden"),
    "recalled": mark("llamado otra vez"),
    "started": mark("atención empezada"),
    "finished": mark("atención terminada"),
    "missed": mark("no estuvo"),
    "no_show": mark("no se presentó"),
    "skipped": mark("dejado para después"),
    "transferred": mark("pasado a otra ventanilla"),
    "reopened": mark("reabierto"),
    "left": mark("se retiró"),
    "undone": mark("ingreso deshecho"),
    "counter_opened": mark("ventanilla abierta"),
    "counter_paused": mark("ventanilla en pausa"),
    "counter_resumed": mark("ventanilla reanudada"),
    "counter_closed": mark("ventanilla cerrada"),
}
TICKET_ORIGINS = {
    "turno": mark("Turno en línea"),
    "walk_in": mark("Atención prioritaria"),
    "same_day": QUEUE_CLASSES["W"],
    "return": mark("Regreso por subsanación"),
    "paper": mark("Contingencia en papel"),
}
CONTINGENCY_OUTCOMES = {
    "arrived": mark("Llegó y espera"),
    "attended": mark("Ya fue atendida"),
    "left": mark("Se retiró sin ser atendida"),
}

# Decisions, powers, and what people tell us

DECISIONS = {
    "issue": mark("Emisión"),
    "correction": mark("Subsanación"),
    "extension": mark("Prórroga"),
    "refusal": mark("Negativa"),
    "withdrawal": mark("Desistimiento"),
}
POWER_DECISIONS = {
    "observe": mark("Observación"),
    "endorse": mark("Sumilla"),
    "refuse": DECISIONS["refusal"],
    "revoke": mark("Revocatoria"),
    "substitute": mark("Sustitución"),
    "death": mark("Fin por fallecimiento"),
}
MADE_BEFORE = {
    "notary": mark("Ante notario"),
    "consul": mark("Ante el consulado del Ecuador"),
    "foreign_consul": mark("Ante el consulado o la embajada de otro país"),
}
MADE_BEFORE_ASKED = {
    "notary": mark("Notario"),
    "consul": mark("Consulado del Ecuador"),
    "foreign_consul": mark("Consulado o embajada de otro país"),
}
ACTING_ASKED = {
    "alone": mark("Es el único apoderado"),
    "each": mark("Hay varios: cada uno actúa por sí solo"),
    "together": mark("Hay varios: actúan todos juntos"),
}
ACTING = {  # how the proxies of one power act
    "alone": mark("es el único apoderado"),
    "each": mark("hay varios, y cada uno actúa por sí solo"),
    "together": mark("hay varios, y actúan todos juntos"),
}
COMPLAINT_KINDS = {
    "complaint": mark("Queja"),
    "claim": mark("Reclamo"),
    "suggestion": mark("Sugerencia"),
    "praise": mark("Felicitación"),
}
COMPLAINT_KINDS_ASKED = {  # each with what it is for
    "complaint": mark("Queja: algo estuvo mal en la atención o en el servicio"),
    "claim": mark("Reclamo: pide que se corrija algo que no se hizo o se hizo mal"),
    "suggestion": mark("Sugerencia: una idea para mejorar"),
    "praise": mark("Felicitación: algo estuvo bien hecho"),
}
RATED = {"service": mark("El servicio"), "person": mark("La persona que le atendió")}
RATED_ASKED = {
    "service": mark("¿Cómo fue el servicio?"),
    "person": mark("¿Cómo fue el trato de la persona que le atendió?"),
}
RATINGS = {1: mark("Muy mala"), 2: mark("Mala"), 3: mark("Regular"), 4: mark("Buena"), 5: mark("Muy buena")}

# What a second person agrees to (D18)

AGREEMENT_KINDS = {
    "affiliate_identity": mark("Identidad de la persona afiliada"),
    "identity_explained": mark("Identidad de la persona afiliada, con un documento que explica la diferencia"),
    "candidate_dismissed": mark("No es la persona que ya tiene código"),
    "name_corrected": mark("Corrección del nombre en un certificado"),
    "code_restored": mark("Código que se registró como reemplazado por una cédula, por error"),
    "ecuadorian_origin": mark("Persona que puede tener derecho a la cédula"),
    "link_plausible": mark("Vínculo que hay que revisar"),
}
AGREEMENT_QUESTIONS = {
    "affiliate_identity": mark("¿El documento mostrado es de la persona afiliada?"),
    "identity_explained": mark("¿El documento explica la diferencia, y es la misma persona?"),
    "candidate_dismissed": mark("¿Son dos personas distintas?"),
    "name_corrected": mark("¿El nombre corregido es el que consta en el documento?"),
    "code_restored": mark("¿La cédula se registró por error y el código vuelve a usarse?"),
    "ecuadorian_origin": mark("¿Puede recibir el código aunque tal vez tenga derecho a la cédula?"),
    "link_plausible": mark("¿El vínculo es cierto y puede seguir el trámite?"),
}
AGREEMENT_RECORDS = {  # the two records that are compared: what is known, and what was shown
    "affiliate_identity": (mark("En el registro"), mark("En el documento mostrado")),
    "identity_explained": (mark("En el registro de afiliados"), mark("En el documento que se mostró")),
    "candidate_dismissed": (mark("Ya tiene código"), mark("En esta solicitud")),
    "name_corrected": (mark("En el certificado"), mark("Corregido")),
    "code_restored": (mark("En el certificado de la persona"), mark("Lo que se pide deshacer")),
    "ecuadorian_origin": (mark("Lo que consta de la persona afiliada"), mark("Lo que declara la solicitud")),
    "link_plausible": (mark("Datos de la persona afiliada"), mark("Datos de la persona dependiente")),
}
AGREEMENT_STATES = {
    "waiting": mark("Por confirmar"),
    "agreed": mark("Confirmada"),
    "disagreed": mark("No confirmada"),
    "lapsed": mark("Terminó el tiempo sin respuesta"),
    "withdrawn": mark("Retirada"),
}

# The second look at issued codes (D35)

SAMPLE_REASONS = {
    "new_officer": mark("Es de los primeros de este servidor"),
    "drawn": mark("Elegido al azar"),
    "supervisor": mark("Lo abrió la supervisión"),
}
SAMPLE_STATES = {
    "waiting": POWER_LISTS["received"],
    "agreed": mark("De acuerdo"),
    "opened": mark("Anulación abierta"),
    "kept": mark("Sigue siendo válido"),
    "annulled": mark("Certificado anulado"),
}
