"""The words of the procedure's official page, in its order: the one source of our page and of the sheet (S01-S08).

Each text is marked for translation here and translated where it is shown. Tags stand as the page shows them.
"""

from __future__ import annotations

from dataclasses import dataclass

from vinculo.rules.shared.marks import mark

NAME = mark("Asignación de código de identificación para dependientes extranjeros")
DESCRIPTION = mark(
    "Trámite orientado a asignar un código de identificación a los dependientes extranjeros residentes en Ecuador de "
    "ciudadanos extranjeros afiliados al IESS, con el fin de que puedan acceder a los servicios institucionales."
)
AUDIENCE = mark(
    "Los beneficiarios de este trámite son las personas extranjeras residentes en el país (sin cédula de identidad "
    "ecuatoriana) que requieren acceder a los servicios del Instituto Ecuatoriano de Seguridad Social."
)
AUDIENCE_KIND = mark("Persona Natural - Extranjera.")
RESULT_KIND = mark("Acceder a beneficio o servicio")
RESULT = mark("Código de identificación para extranjero")
TIME = mark(
    "Recibe impreso, en la misma visita, el código de cada dependiente registrado. El código es uno solo por persona y "
    "para siempre: si el dependiente ya tiene uno, no se le da otro. El código identifica; por sí mismo no es una "
    "cobertura."
)
FAMILY_DOCUMENT = mark(
    "Documento que acredita el vínculo familiar, emitido por la autoridad competente del país de origen"
)
FAMILY_DOCUMENT_HINT = mark(
    "También es válido el de otro país, si lo emitió su autoridad competente. Según a quién registra:"
)
CHILDREN = mark("Hijas e hijos menores de 18 años")
TURNO = mark("Turno de atención")
TURNO_HINT = mark("La «Confirmación del Turno en Línea», impresa o en el teléfono.")
ALTERNATIVES = (
    (
        mark("Visa, en caso de no tener pasaporte."),
        mark(
            "Es válida para la persona afiliada y para cada dependiente, en original y copia simple. En la ventanilla "
            "se registra que no hay pasaporte. La visa electrónica se comprueba con el código de verificación de la "
            "visa."
        ),
    ),
    (
        mark(
            "<strong>Acta notarial de unión de hecho,</strong> para el conviviente: cuando no está legalmente casado "
            "con la persona extranjera afiliada al IESS, pero mantiene con ella una unión de hecho."
        ),
        "",
    ),
)
ADDITIONAL = mark("<strong>Poder notarial,</strong> solo si el trámite lo realiza un apoderado.")
CHANNEL = mark("Presencial")
COST = mark("El trámite no tiene costo")
PLACE_AND_HOURS = mark("Centros de Atención Universal a nivel nacional, de lunes a viernes de 08:00 a 17:00 horas")
CLOSED = mark("No se atiende en fines de semana ni en feriados.")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of the eight steps: what is done, how, its parts in order, and its note; `key` is the id of the parts."""

    title: str
    text: str
    key: str = ""
    parts: tuple[str, ...] = ()
    note: str = ""


STEPS = (
    Step(
        key="pasos-del-turno",
        title=mark("Obtenga su turno en línea"),
        text=mark(
            "Para realizar el trámite en un Centro de Atención Universal del IESS, dentro del horario de atención "
            "establecido, el titular del código de identificación para extranjero o su apoderado debe obtener "
            "previamente el turno en línea:"
        ),
        parts=(
            mark('Ingrese a <a href="%(booking)s">Turnos para atención ciudadana</a> y seleccione «Generar turno».'),
            mark(
                "Ingrese el número de la cédula de identidad o ciudadanía, o código de identificación para extranjero "
                "de la persona que realiza el trámite y seleccione «Buscar»."
            ),
            mark(
                "Ingrese el correo electrónico y el número de contacto celular; si sus datos son correctos, dé clic en "
                "«Siguiente»."
            ),
            mark("Recibirá un correo electrónico con el asunto «Verificar IESS turno online»."),
            mark("Ingrese el código enviado a su correo electrónico registrado y dé clic en «Verificar»."),
            mark(
                "Seleccione la provincia, el tipo de trámite «Asignación de código de identificación para dependientes "
                "extranjeros» y la agencia en la que desea ser atendido; dé clic en «Siguiente»."
            ),
            mark(
                "Seleccione el día y la hora; se desplegará una ventana de confirmación: si está de acuerdo, dé clic "
                "en «Si»."
            ),
            mark("Verifique la información del turno solicitado y presione el botón «Confirmar»."),
        ),
        note=mark(
            "Si el solicitante o su apoderado pertenece a algún grupo vulnerable (personas de tercera edad, con "
            "discapacidad, mujeres embarazadas) no necesita generar un turno en línea. Puede solicitar su turno "
            "directamente de manera presencial en el Centro de Atención Universal del IESS."
        ),
    ),
    Step(
        title=mark("Vaya al Centro de Atención Universal"),
        text=mark(
            "Presente física o virtualmente la «Confirmación del Turno en Línea»: impresa o en su teléfono. Llegue 10 "
            "minutos antes."
        ),
    ),
    Step(
        key="contenido-de-la-solicitud",
        title=mark("Presente una solicitud por cada dependiente"),
        text=mark(
            "Una solicitud individual de emisión de código de identificación para extranjero por cada dependiente a "
            "registrar, firmada de manera manuscrita por el extranjero afiliado al IESS. Cada solicitud debe contener:"
        ),
        parts=(
            mark("Nombres y apellidos completos del solicitante."),
            mark("Número de documento de identidad del solicitante (pasaporte o visa)."),
            mark("Número del código de identificación para extranjero del solicitante."),
            mark("Nombres y apellidos completos del dependiente a registrar."),
            mark("Número de documento de identidad del dependiente a registrar (pasaporte o visa)."),
            mark("Narración detallada de la solicitud."),
            mark("Firma manuscrita del solicitante."),
        ),
        note=mark("No se recibirán solicitudes con firma electrónica."),
    ),
    Step(
        title=mark("Presente el documento de identidad de la persona afiliada"),
        text=mark(
            "Vigente (pasaporte o visa), en original y copia simple, correspondiente al código de identificación del "
            "extranjero afiliado al IESS."
        ),
    ),
    Step(
        title=mark("Presente los documentos de identidad de los dependientes"),
        text=mark(
            "De cada dependiente extranjero a registrar: pasaporte original y copia simple; o visa original y copia "
            "simple, en caso de no contar con pasaporte."
        ),
    ),
    Step(
        key="vinculo-en-el-centro",
        title=mark("Entregue el documento del vínculo familiar"),
        text=mark("En original y copia simple, debidamente apostillado y traducido al español, de ser el caso:"),
        parts=(
            mark(
                "<strong>Cónyuge o conviviente:</strong> certificado o acta de matrimonio del país de origen; o acta "
                "notarial de unión de hecho del país de origen, al no estar legalmente casado con el extranjero "
                "afiliado."
            ),
            mark(
                "<strong>Hijos menores de 18 años de edad:</strong> certificado o acta de nacimiento del país de "
                "origen."
            ),
        ),
    ),
    Step(
        title=mark("Si es apoderado, entregue la copia del poder notarial"),
        text=mark(
            "Previamente validado y sumillado por la Coordinación/Unidad Provincial de Asesoría Jurídica del IESS."
        ),
    ),
    Step(
        title=mark("Reciba el código impreso"),
        text=mark(
            "Una vez entregada la documentación, recibe la impresión del código de identificación para extranjero "
            "emitido por el IESS, correspondiente a cada dependiente extranjero registrado."
        ),
    ),
)
