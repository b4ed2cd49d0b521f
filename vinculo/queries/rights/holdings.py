"""The table of personal data (D34): each model that holds any, how a person's rows are found, what of them is shown.

Every column of every model stands in this table or in `impersonal`: a test compares both with the models, so that
nobody adds a column without saying whose it is, whether it is handed over and how long it is kept.
"""

from __future__ import annotations

from django.db.models import Q

from vinculo.queries.rights import finding
from vinculo.queries.rights.holding import LINK, PRESENTER, Holding
from vinculo.queries.rights.holdings_of_cases import OF_CASES
from vinculo.records.models import (
    Affiliate,
    BringAnswer,
    BringTick,
    Certificate,
    Code,
    Complaint,
    DataRequest,
    Dependency,
    Draft,
    HearingStatement,
    IdDocument,
    KnownBrowser,
    MailboxBound,
    Message,
    Opinion,
    PaperNotice,
    Person,
    Restriction,
    ReturnAnswer,
    Sample,
    Ticket,
    Turno,
    TurnoRelease,
    WaitingEntry,
)
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.shared.marks import mark

IDENTITY = "names nationality birth_date sex"
SEARCHED = "names_key sound_key other_sound_key"

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model=Affiliate,
        title=mark("Registro de personas afiliadas"),
        finds=finding.affiliate_rows,
        shown=f"code {IDENTITY} email mobile cedula active updated_at synchronised_at",
        other=f"id {SEARCHED} value_secret",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Person,
        title=mark("Persona con código"),
        finds=lambda whose: Q(pk__in=whose.persons),
        shown=f"{IDENTITY} created_at",
        other=f"id {SEARCHED} value_secret",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=IdDocument,
        title=mark("Documentos de identidad"),
        finds=finding.affiliates_and_persons,
        shown="kind number country valid_until seen_at",
        other="id number_key affiliate person",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Dependency,
        title=mark("Vínculos familiares"),
        finds=finding.affiliates_and_persons,
        shown="link since ended_on ended_by",
        other="id person affiliate",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Code,
        title=mark("Código de identificación"),
        finds=lambda whose: Q(person__in=whose.persons),
        shown="value issued_at superseded_at",
        other="id person",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Certificate,
        title=mark("Certificados"),
        finds=lambda whose: Q(code__person__in=whose.persons),
        shown="number state issued_at agency facts",
        other=f"id code solicitud {LINK} issued_by",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Sample,
        title=mark("Revisión del código por un supervisor"),
        finds=lambda whose: Q(certificate__code__person__in=whose.persons),
        shown="state why drawn_at opened_at reason told_by answer_until answer answered_at heard_at decided_at note",
        other=f"id certificate agency issued_by {LINK} opened_by decided_by",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=HearingStatement,
        title=mark("Lo que dijo cuando se le escuchó"),
        finds=lambda whose: Q(sample__certificate__code__person__in=whose.persons),
        shown="words papers said_on recorded_at",
        other="id sample recorded_by",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=PaperNotice,
        title=mark("Avisos entregados en papel"),
        finds=finding.notice_rows,
        shown="kind agency subject body due made_at words delivered_at",
        other="id turno solicitud sample handed_by delivered_by disposal",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Turno,
        title=mark("Turnos"),
        finds=finding.turno_rows,
        shown=(
            f"reference status {PRESENTER} by_proxy email mobile language agency procedure dependents starts ends"
            " created_at confirmed_at arrived_at ended_at"
        ),
        other=f"id {LINK} presenter_key affiliate mailbox proof seats_count sequence version value_secret",
        kept=RetentionKind.TURNO,
    ),
    Holding(
        model=BringAnswer,
        title=mark("Respuestas sobre los papeles de un turno"),
        finds=finding.rows_through(finding.turno_rows, Turno, "turno"),
        shown="position link affiliate_passport affiliate_until dependent_passport dependent_until country issued_on",
        other="id turno",
        kept=RetentionKind.TURNO,
    ),
    Holding(
        model=BringTick,
        title=mark("Papeles que marcó como listos"),
        finds=finding.rows_through(finding.turno_rows, Turno, "turno"),
        shown="item ticked_at",
        other="id turno",
        kept=RetentionKind.TURNO,
    ),
    Holding(
        model=WaitingEntry,
        title=mark("Lista de espera"),
        finds=finding.turno_rows,
        shown=(
            f"state {PRESENTER} by_proxy email mobile language agency procedure first last dependents"
            " joined_at ended_at"
        ),
        other=f"id {LINK} presenter_key affiliate mailbox proof value_secret",
        kept=RetentionKind.WAITING,
    ),
    Holding(
        model=Draft,
        title=mark("Turnos que empezó a pedir"),
        finds=finding.draft_rows,
        shown=(
            f"{PRESENTER} email mobile language affiliate_code by_proxy province procedure agency dependents"
            " created_at updated_at"
        ),
        other=(
            f"id {LINK} code_hash code_expires_at code_attempts verified_at affiliate presenter_key device proof turno"
            " seats done_at moves"
        ),
        kept=RetentionKind.DRAFT,
    ),
    Holding(
        model=KnownBrowser,
        title=mark("Navegadores reconocidos"),
        finds=lambda whose: Q(affiliate__in=whose.affiliates),
        shown="seen_at",
        other="id device affiliate",
        kept=RetentionKind.BROWSER,
    ),
    *OF_CASES,
    Holding(
        model=Ticket,
        title=mark("Números de la fila"),
        finds=finding.visit_rows,
        shown="number origin categories checked_in_at state called_at served_from ended_at accessible",
        other=(
            f"id day {LINK} procedure klass turno case starts ref due not_before officer guaranteed paper_number"
            " counter missed version"
        ),
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=TurnoRelease,
        title=mark("Turnos que terminó otra persona"),
        finds=finding.rows_through(finding.turno_rows, Turno, "turno"),
        shown="way reason at",
        other="id turno by",
        kept=RetentionKind.TURNO,
    ),
    Holding(
        model=Opinion,
        title=mark("Opiniones sobre la atención"),
        finds=finding.ticket_rows,
        shown="about value agency day given_at",
        other="id turno ticket procedure",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=ReturnAnswer,
        title=mark("Si tuvo que volver"),
        finds=finding.ticket_rows,
        shown="came_back agency day given_at",
        other="id turno ticket procedure",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=MailboxBound,
        title=mark("Buzones con un límite propio"),
        finds=lambda whose: Q(mailbox=whose.mailbox) if whose.mailbox else finding.NOTHING,
        shown="mailbox most reason",
        other="id",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Message,
        title=mark("Correos y mensajes enviados"),
        finds=finding.message_rows,
        shown="kind channel recipient subject language state created_at sent_at",
        other=("id body draft turno solicitud power_decision complaint attempts next_at leased_until last_error"),
        kept=RetentionKind.MAIL,
    ),
    Holding(
        model=Complaint,
        title=mark("Quejas, reclamos, sugerencias y felicitaciones"),
        finds=lambda whose: finding.with_mailbox(whose, mobile=False),
        shown=(
            "reference kind state names email province agency happened_on text language made_at answer_by answer"
            " answered_at"
        ),
        other=f"id {LINK} key answered_by",
        kept=RetentionKind.COMPLAINT,
    ),
    Holding(
        model=DataRequest,
        title=mark("Pedidos sobre datos personales"),
        finds=finding.request_rows,
        shown=(
            "reference kind state names contact words identified_by identified_with received_on answer_until answer"
            " answered_at"
        ),
        other="id whose_kind whose received_by recorded_at answered_by",
        kept=RetentionKind.REQUEST,
    ),
    Holding(
        model=Restriction,
        title=mark("Suspensiones del uso de los datos"),
        finds=finding.affiliates_and_persons,
        shown="reason placed_at lifting_reason lifted_at",
        other="id affiliate person placed_by lifted_by",
        kept=RetentionKind.EXPEDIENTE,
    ),
)
