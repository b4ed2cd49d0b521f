"""The words that people read of the rights over personal data, and of how long what is kept (D34)."""

from __future__ import annotations

from vinculo.rules.shared.marks import mark

REQUEST_KINDS = {
    "access": mark("Acceso: ver sus datos"),
    "correction": mark("Rectificación: corregir sus datos"),
    "deletion": mark("Eliminación: borrar sus datos"),
    "opposition": mark("Oposición: que no se usen sus datos"),
    "restriction": mark("Suspensión: que no se usen mientras se revisa"),
    "portability": mark("Portabilidad: recibir sus datos en un archivo"),
}
REQUEST_STATES = {
    "asked": mark("Falta confirmar el correo"),
    "open": mark("Falta responder"),
    "granted": mark("Aceptada"),
    "partly": mark("Aceptada en parte"),
    "refused": mark("Negada con motivos"),
}
IDENTIFIED_BY = {
    "document": mark("Mostró su documento de identidad"),
    "power": mark("Apoderado: mostró el poder y su documento"),
    "parent": mark("Madre, padre o representante: mostró el parentesco y su documento"),
    "signature": mark("Escrito con firma electrónica válida"),
    "not_yet": mark("Todavía no lo demostró"),
}
BREACH_STATES = {"running": mark("En curso"), "ended": mark("Terminada")}
BREACH_ACTS = {
    "record": mark("Se registró"),
    "note": mark("Nota"),
    "tell_authority": mark("Se notificó a la autoridad"),
    "tell_people": mark("Se avisó a las personas"),
    "find_high_risk": mark("Se determinó que el riesgo es alto"),
    "close": mark("Se cerró"),
}
DISPOSAL_STATES = {
    "proposed": mark("Espera a la supervisión nacional"),
    "approved": mark("Aprobada"),
    "refused": mark("No aprobada"),
}
DISPOSAL_HOLDS = {
    "restricted": mark("El uso de los datos está suspendido"),
    "running": mark("Hay algo por decidir o un plazo que corre"),
    "second": mark("Espera la confirmación de otra persona"),
    "looked_at": mark("Un código se revisa o su anulación está abierta"),
    "asked": mark("Hay un pedido sobre datos personales por responder"),
    "complained": mark("Hay una queja por responder desde ese correo"),
    "comes": mark("La persona tiene un turno o un caso abierto"),
}
WHOSE_KINDS = {
    "affiliate": mark("Persona afiliada"),
    "person": mark("Dependiente con código"),
    "number": mark("Quien presentó ese documento"),
    "mailbox": mark("Correo electrónico o celular"),
}
RETENTION_KINDS = {
    "draft": mark("Lo que escribe al pedir un turno y no termina"),
    "prepared": mark("Solicitudes preparadas que no se presentan"),
    "waiting": mark("Datos de la lista de espera, después de salir de ella"),
    "contact": mark("Correo y celular, después de terminar el turno o el caso"),
    "turno": mark("Documento de quien pidió un turno, después del turno"),
    "mail": mark("Correos y mensajes que le enviamos"),
    "complaint": mark("Nombres y correo de una queja, después de responderla"),
    "request": mark("Pedidos sobre datos personales, después de responderlos"),
    "session": mark("Sesiones terminadas de este sitio"),
    "log_in": mark("Ingresos del personal y sus direcciones de red"),
    "browser": mark("Navegadores reconocidos de una persona afiliada"),
    "copy": mark("Copias escaneadas de documentos, después de cerrar el caso"),
    "expediente": mark("Expedientes, códigos y certificados"),
}
