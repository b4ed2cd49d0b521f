"""The case at the desk: solicitudes, papers, decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vinculo.records.booking import Turno
from vinculo.records.links.private import PrivateLink
from vinculo.records.people import Affiliate, Person, Staff
from vinculo.records.places import Agency, Procedure
from vinculo.records.values.changes import HoldsSecret
from vinculo.records.vocabulary import choices, language_column, vocabulary_check, words
from vinculo.rules.cases.agreements import AGREEMENT, DECIDED_BY_A_SECOND, AgreementAct, AgreementKind, AgreementState
from vinculo.rules.cases.facts import Copy, ExecutedBy, Formality, Link, Signature
from vinculo.rules.cases.paper_kinds import PAPERS, DocumentKind, PaperKind, kinds_with
from vinculo.rules.cases.status import (
    APPLICATION,
    DECIDED_BY_THE_DAY,
    FINAL_DECISIONS,
    UNDECIDED,
    ApplicationAct,
    ApplicationStatus,
    DecisionKind,
)
from vinculo.rules.shared.identity import PresenterKind
from vinculo.rules.shared.labels import (
    COPIES,
    DECISIONS,
    DOCUMENTS,
    EXECUTED_BY,
    FORMALITIES_ASKED,
    LINKS,
    SEXES,
    SIGNATURES,
)
from vinculo.rules.shared.languages import ANOTHER, SPANISH, Spoken

DRAFT, WITHDRAWN = ApplicationStatus.DRAFT.value, ApplicationStatus.WITHDRAWN.value
SHARED_PAPERS = words(kinds_with(lambda paper: paper.shared))


class Case(HoldsSecret):
    """One visit's case: an affiliate, who presents it, and one solicitud per dependent (S10).

    It stays open until each solicitud is decided; a return visit continues it (D7).
    """

    reference = models.CharField(max_length=12, unique=True)
    affiliate = models.ForeignKey(Affiliate, models.PROTECT, related_name="cases")
    turno = models.OneToOneField(Turno, models.PROTECT, null=True, related_name="case")
    procedure = models.ForeignKey(Procedure, models.PROTECT, to_field="code", related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT)
    by_proxy = models.BooleanField(default=False)
    presenter_kind = models.CharField(max_length=10, choices=choices(PresenterKind), blank=True)
    presenter_number = models.CharField(max_length=30, blank=True)
    presenter_country = models.CharField(max_length=3, blank=True)
    presenter_key = models.CharField(max_length=50, blank=True)  # as of a turno: finds the endorsement of a proxy (S38)
    presenter_names = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True, default="", db_default="")  # said at the counter; a turno has its own
    mobile = models.CharField(max_length=20, blank=True, default="", db_default="")
    no_contact = models.BooleanField(default=False, db_default=False)  # the person said that they have neither
    first_presented_on = models.DateField()  # of the first visit; each dependent has a day of their own (D12)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Staff, models.PROTECT)
    closed_at = models.DateTimeField(null=True)
    officer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")  # who has it in hand (D37)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            vocabulary_check("presenter_kind", PresenterKind, "case_presenter_kind", blank=True),
            models.CheckConstraint(condition=Q(no_contact=False) | Q(email="", mobile=""), name="case_contact_or_none"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["presenter_number"], name="case_presenter"),
            models.Index(fields=["agency", "opened_at"], condition=Q(closed_at__isnull=True), name="case_open"),
            models.Index(fields=["agency", "opened_at"], name="case_of_agency"),
            models.Index(fields=["first_presented_on", "agency"], name="case_first_presented"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def language(self) -> str:
        """Return the language of the person who booked the visit; Spanish where nobody did (D10)."""
        return self.turno.language if self.turno else SPANISH

    @property
    def mailboxes(self) -> list[str]:
        """Return the addresses that are known, the nearest first: said at the counter, of the booking, registered."""
        booked = self.turno.email if self.turno else ""
        return [each for each in (self.email, booked, self.affiliate.email) if each]

    @property
    def mail_address(self) -> str:
        """Return where the mails of the case go; nothing where each notice is printed."""
        return next(iter(self.mailboxes), "")

    @property
    def phone_number(self) -> str:
        """Return at which mobile the person can be called, or nothing."""
        return self.mobile or (self.turno.mobile if self.turno else "") or self.affiliate.mobile


class Solicitud(PrivateLink, HoldsSecret):
    """The application for one dependent (S10, S32); typed at home as a draft, judged at the desk.

    `status` is written by actions only, by the table of `rules/cases/status.py`.
    """

    reference = models.CharField(max_length=12, unique=True)
    status = models.CharField(
        max_length=20, choices=choices(ApplicationStatus), default=APPLICATION.begin(ApplicationAct.PREPARE).value
    )
    turno = models.ForeignKey(Turno, models.PROTECT, null=True, blank=True, related_name="solicitudes")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="solicitudes")
    position = models.PositiveSmallIntegerField(default=1)

    applicant_names = models.CharField(_("nombres y apellidos completos del solicitante"), max_length=200, blank=True)
    applicant_document_kind = models.CharField(
        _("documento de identidad del solicitante"),
        max_length=10,
        choices=choices(DocumentKind, DOCUMENTS),
        default=DocumentKind.PASSPORT.value,
    )
    applicant_document_number = models.CharField(
        _("número de documento de identidad del solicitante"), max_length=30, blank=True
    )
    applicant_code = models.CharField(
        _("código de identificación para extranjero del solicitante"), max_length=20, blank=True
    )
    dependent_names = models.CharField(_("nombres y apellidos completos del dependiente"), max_length=200, blank=True)
    dependent_document_kind = models.CharField(
        _("documento de identidad del dependiente"),
        max_length=10,
        choices=choices(DocumentKind, DOCUMENTS),
        default=DocumentKind.PASSPORT.value,
    )
    dependent_document_number = models.CharField(
        _("número de documento de identidad del dependiente"), max_length=30, blank=True
    )
    dependent_document_country = models.CharField(_("país que emitió el documento"), max_length=3, blank=True)
    nationality = models.CharField(_("nacionalidad del dependiente"), max_length=3, blank=True)
    birth_date = models.DateField(_("fecha de nacimiento del dependiente"), null=True, blank=True)
    sex = models.CharField(_("sexo"), max_length=1, choices=choices(SEXES, SEXES), blank=True)
    link = models.CharField(_("relación con el afiliado"), max_length=10, choices=choices(Link, LINKS), blank=True)
    account = models.TextField(_("narración detallada de la solicitud"), max_length=4000, blank=True)
    account_parts = models.JSONField(null=True, blank=True)  # what the account is composed of, while it is a draft
    resides = models.BooleanField(_("reside en el Ecuador"), default=False)  # D14: declared
    has_cedula = models.BooleanField(_("tiene cédula ecuatoriana"), default=False)  # S03
    ecuadorian_origin = models.BooleanField(_("es de origen ecuatoriano"), default=False)  # D22: declared
    language = language_column()  # of the person who prepared it: the solicitud itself is in Spanish (S31)

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    rules_version = models.CharField(max_length=20, blank=True)
    presented_on = models.DateField(null=True)  # D12: the day on which this dependent first came to a desk
    answer_until = models.DateField(null=True)  # D7: last day of a correction
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="solicitudes")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            vocabulary_check("status", ApplicationStatus, "solicitud_status"),
            vocabulary_check("language", Spoken, "solicitud_language"),
            models.CheckConstraint(
                condition=Q(status=DRAFT) | Q(status=WITHDRAWN) | Q(case__isnull=False), name="solicitud_in_a_case"
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.ISSUED.value) | Q(person__isnull=False),
                name="solicitud_issued_person",
            ),
            vocabulary_check("link", Link, "solicitud_link", blank=True),
            vocabulary_check("applicant_document_kind", DocumentKind, "solicitud_applicant_document"),
            vocabulary_check("dependent_document_kind", DocumentKind, "solicitud_dependent_document"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["answer_until"],
                condition=Q(status=ApplicationStatus.CORRECTION_PENDING.value),
                name="solicitud_term",
            ),
            models.Index(fields=["dependent_document_number"], name="solicitud_document"),
            models.Index(fields=["presented_on"], condition=Q(presented_on__isnull=False), name="solicitud_presented"),
            models.Index(fields=["case"], condition=Q(status__in=words(sorted(UNDECIDED))), name="solicitud_open"),
        ]

    def __str__(self) -> str:
        return self.reference


class PaperRecord(models.Model):
    """A paper as recorded at the desk; an own slip is undone before the decision, never deleted.

    Papers of the affiliate and of the proxy have no solicitud: they serve each dependent of the case.
    The columns are those of `rules.cases.facts.Paper`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, null=True, related_name="papers")
    kind = models.CharField(
        max_length=20, choices=choices(PaperKind, {kind: paper.name for kind, paper in PAPERS.items()})
    )
    received = models.BooleanField(default=True)
    refusal_reason = models.CharField(max_length=500, blank=True)
    number = models.CharField(max_length=60, blank=True)
    holder_names = models.CharField(max_length=200, blank=True)
    holder_birth_date = models.DateField(null=True)
    holder_sex = models.CharField(max_length=1, blank=True)
    holder_nationality = models.CharField(max_length=3, blank=True)
    issuing_authority = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=3, blank=True)
    issued_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    executed_by = models.CharField(
        max_length=20, choices=choices(ExecutedBy, EXECUTED_BY), default=ExecutedBy.AUTHORITY.value
    )
    language = models.CharField(max_length=3, blank=True)
    language_name = models.CharField(max_length=60, blank=True)
    spanish_too = models.BooleanField(default=False)
    original_seen = models.BooleanField(default=False)
    copy = models.CharField(max_length=10, choices=choices(Copy, COPIES), default=Copy.NONE.value)
    formality = models.CharField(
        max_length=14, choices=choices(Formality, FORMALITIES_ASKED), default=Formality.NONE.value
    )
    formality_reason = models.CharField(max_length=300, blank=True)
    apostille_number = models.CharField(max_length=60, blank=True)
    apostille_on = models.DateField(null=True)
    apostille_authority = models.CharField(max_length=200, blank=True)
    apostille_address = models.CharField(max_length=300, blank=True)
    translation_seen = models.BooleanField(default=False)
    names_affiliate = models.BooleanField(null=True)
    names_dependent = models.BooleanField(null=True)
    signature = models.CharField(max_length=12, choices=choices(Signature, SIGNATURES), default=Signature.NONE.value)
    solicitud_complete = models.BooleanField(null=True)
    of_parent = models.BooleanField(default=False)  # the child is registered in it: the holder is mother or father
    no_passport = models.BooleanField(default=False)
    legal_look = models.BooleanField(default=False)
    misread = models.CharField(max_length=60, blank=True)  # D20: check digits that failed in a reading typed over
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(received=True) | ~Q(refusal_reason=""), name="paper_refused_with_reason"
            ),
            vocabulary_check("kind", PaperKind, "paper_kind"),
            models.CheckConstraint(
                condition=Q(of_parent=False) | Q(kind=PaperKind.DEPENDENT_PASSPORT.value), name="paper_of_parent"
            ),
            vocabulary_check("copy", Copy, "paper_copy"),
            vocabulary_check("formality", Formality, "paper_formality"),
            vocabulary_check("executed_by", ExecutedBy, "paper_executed_by"),
            models.CheckConstraint(condition=~Q(language=ANOTHER) | ~Q(language_name=""), name="paper_language_named"),
            vocabulary_check("signature", Signature, "paper_signature"),
            models.CheckConstraint(
                condition=Q(kind__in=SHARED_PAPERS, solicitud__isnull=True)
                | (~Q(kind__in=SHARED_PAPERS) & Q(solicitud__isnull=False)),
                name="paper_shared",
            ),
        ]


class Resemblance(models.Model):
    """The officer's decision on a candidate of the duplicate check, with the reason kept (D8, D19).

    The candidate is a dependent who holds a code, or an affiliate.
    """

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="resemblances")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    affiliate = models.ForeignKey(Affiliate, models.PROTECT, null=True, related_name="+")
    same = models.BooleanField()
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(Staff, models.PROTECT)
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["solicitud", "person"], name="resemblance_once"),
            models.UniqueConstraint(fields=["solicitud", "affiliate"], name="resemblance_of_affiliate_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, affiliate__isnull=True)
                | Q(person__isnull=True, affiliate__isnull=False),
                name="resemblance_of_one",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="resemblance_with_reason"),
        ]


class Decision(models.Model):
    """What was decided on a solicitud: issue, correction, its extension, refusal, or withdrawal at the end of a term.

    Frozen with its reasons: `items` is the list of findings as printed (D7, D15), `facts` the facts of the notice.
    Nobody decided what came with the day: `decided_by` is empty. A decision that a supervisor took back stays, marked.
    """

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=choices(DecisionKind, DECISIONS))
    items = models.JSONField(default=list)
    note = models.CharField(max_length=1000, blank=True)
    facts = models.JSONField(default=dict)
    rules_version = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, models.PROTECT)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True)
    decided_at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True)
    disposal = models.ForeignKey("records.Disposal", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["solicitud"],
                condition=Q(kind__in=words(FINAL_DECISIONS), reversed_at__isnull=True),
                name="decision_final_once",
            ),
            vocabulary_check("kind", DecisionKind, "decision_kind"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False) | Q(kind__in=words(DECIDED_BY_THE_DAY)), name="decision_by"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["decided_at"], name="decision_decided"),
            models.Index(fields=["agency", "decided_at"], name="decision_of_agency"),
        ]


class Extension(models.Model):
    """The one extension of a correction: asked for at a desk or by the link of the mail, granted once (D7)."""

    correction = models.OneToOneField(Decision, models.PROTECT, related_name="extension")
    online = models.BooleanField()
    asked_at = models.DateTimeField()
    granted = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="grants")


class Agreement(models.Model):
    """What an officer confirmed and a second has to agree to, at their own log-in (D18).

    `compared` are the two records as the first saw them, `subject` what it is about: of one subject one request waits.
    """

    kind = models.CharField(max_length=24, choices=choices(AgreementKind))
    state = models.CharField(
        max_length=10, choices=choices(AgreementState), default=AGREEMENT.begin(AgreementAct.ASK).value
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="agreements")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # whose officers may be the second
    for_supervisor = models.BooleanField(default=False)  # no officer may be the second
    subject = models.CharField(max_length=80)
    compared = models.JSONField()
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)  # why the second agrees or not
    disposal = models.ForeignKey("records.Disposal", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            vocabulary_check("kind", AgreementKind, "agreement_kind"),
            vocabulary_check("state", AgreementState, "agreement_state"),
            models.CheckConstraint(condition=~Q(reason=""), name="agreement_with_reason"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="agreement_by_a_second"
            ),
            models.CheckConstraint(
                condition=Q(state__in=words(DECIDED_BY_A_SECOND), decided_by__isnull=False) & ~Q(answer="")
                | ~Q(state__in=words(DECIDED_BY_A_SECOND)) & Q(decided_by__isnull=True, answer=""),
                name="agreement_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=AgreementState.WAITING.value, decided_at__isnull=True)
                | ~Q(state=AgreementState.WAITING.value) & Q(decided_at__isnull=False),
                name="agreement_decided_at",
            ),
            models.CheckConstraint(condition=Q(lapses_at__gt=F("asked_at")), name="agreement_bounded"),
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state=AgreementState.WAITING.value), name="agreement_waits_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "asked_at"], name="agreement_list"),
            models.Index(fields=["subject"], name="agreement_subject"),
        ]
