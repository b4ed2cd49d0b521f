"""Who: the registry of affiliates, the people who hold a code, their documents, the staff."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from vinculo.records.tables.indexes import index_of_filled
from vinculo.records.values.changes import HoldsSecret
from vinculo.records.vocabulary import choices, vocabulary_check
from vinculo.rules.cases.facts import Link
from vinculo.rules.cases.paper_kinds import DocumentKind
from vinculo.rules.shared.labels import DOCUMENTS, LINKS, ROLES, TERRITORIES
from vinculo.rules.staff.access import Role, Territory, Work, allowed_work, derive_territory, territories_of

BELONGS_TO: dict[str, str] = {Territory.CENTRES: "agency", Territory.PROVINCE: "province"}  # what a territory needs


def allowed_pairs() -> Q:
    """Return the condition that a role has a territory of the table, or none."""
    condition = Q(territory="")
    for role in Role:
        condition |= Q(role=str(role), territory__in=territories_of(role))
    return condition


class Staff(AbstractUser):
    """A member of staff: what the role may do, it may do in its territory and nowhere else (D33)."""

    role = models.CharField(_("rol"), max_length=20, choices=choices(Role, ROLES), default=Role.OFFICER.value)
    territory = models.CharField(
        _("territorio"), max_length=10, choices=choices(Territory, TERRITORIES), blank=True, default="", db_default=""
    )
    agency = models.ForeignKey(
        "records.Agency", models.PROTECT, verbose_name=_("centro"), null=True, blank=True, related_name="staff"
    )
    province = models.ForeignKey(
        "records.Province", models.PROTECT, verbose_name=_("provincia"), null=True, blank=True, related_name="staff"
    )

    # D33: the rest of a territory of centres; `agency` is the one of them where this person works now.
    centres = models.ManyToManyField(
        "records.Agency",
        verbose_name=_("otros centros"),
        blank=True,
        related_name="+",
        help_text=_("Los demás centros de la misma cuenta. Quien atiende elige en su cuenta en cuál trabaja hoy."),
    )

    # D33: somebody else knows the password, which serves until then; of the demo alone, and in the demo alone, exempt.
    must_change_password = models.BooleanField(default=False, db_default=False)
    password_until = models.DateTimeField(null=True, blank=True)
    exempt = models.BooleanField(default=False, db_default=False)

    # D33: who this is at the institution's provider, bound once; a name there may come to be somebody else's.
    provider_issuer = models.CharField(max_length=200, blank=True, default="", db_default="")
    provider_subject = models.CharField(
        _("identificador en las cuentas del IESS"), max_length=255, blank=True, default="", db_default=""
    )

    party_key = models.CharField(max_length=20, blank=True, default="", db_default="")  # D35: id of the key of …
    party_digest = models.CharField(max_length=64, blank=True, default="", db_default="")  # … the hash of their number

    class Meta:
        verbose_name = _("persona del servicio")
        verbose_name_plural = _("personas del servicio")
        constraints: ClassVar = [
            vocabulary_check("role", Role, "staff_role"),
            vocabulary_check("territory", Territory, "staff_territory", blank=True),
            models.CheckConstraint(condition=allowed_pairs(), name="staff_territory_of_the_role"),
            models.CheckConstraint(
                condition=~Q(territory="centres") | Q(agency__isnull=False), name="staff_territory_has_a_centre"
            ),
            models.CheckConstraint(
                condition=~Q(territory="province") | Q(province__isnull=False), name="staff_territory_has_a_province"
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | ~Q(role="officer") | Q(is_active=False),
                name="officer_has_an_agency",
            ),
            models.CheckConstraint(
                condition=Q(party_key="", party_digest="") | ~Q(party_key="") & ~Q(party_digest=""),
                name="staff_party_with_its_key",
            ),
            models.UniqueConstraint(
                fields=["provider_issuer", "provider_subject"],
                condition=~Q(provider_subject=""),
                name="staff_provider_subject_once",
            ),
            models.CheckConstraint(
                condition=Q(province__isnull=False) | ~Q(role="legal") | Q(is_active=False), name="legal_has_a_province"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it, with the territory that role and place leave no doubt about; nobody gets the nation by omission."""
        if kwargs.get("update_fields") is None and self.territory not in territories_of(self.role):
            self.territory = derive_territory(
                self.role, has_centre=self.agency_id is not None, has_province=self.province_id is not None
            )
        super().save(*args, **kwargs)

    def may(self, work: Work) -> bool:
        """Return whether the table lets this role, in its territory, do this (D33)."""
        return self.is_active and work in allowed_work(self.role, self.territory)

    @property
    def is_receiver(self) -> bool:
        """Return whether this person receives people: of reception, or an officer who does both."""
        return self.may(Work.RECEPTION)

    @property
    def is_officer(self) -> bool:
        """Return whether this person serves at a counter."""
        return self.may(Work.COUNTER)

    @property
    def is_legal(self) -> bool:
        """Return whether this person works for a legal unit (S38)."""
        return self.may(Work.LEGAL)

    @cached_property
    def other_centres(self) -> frozenset[int]:
        """Return the keys of the other centres of this account (D33), asked once: each request has its own account."""
        return frozenset(self.centres.values_list("pk", flat=True))

    @property
    def is_supervisor(self) -> bool:
        """Return whether this person answers for a centre, a province or the nation."""
        return self.may(Work.SUPERVISION)

    @property
    def is_administrator(self) -> bool:
        """Return whether this person edits reference data."""
        return self.may(Work.REFERENCE)

    def printed_name(self) -> str:
        """Return the name that stands on papers."""
        return self.get_full_name() or self.username


class SecondFactor(models.Model):
    """The secret of the application that makes codes, encrypted under a key that the database does not hold."""

    staff = models.OneToOneField(Staff, models.PROTECT, related_name="second_factor")
    key_id = models.CharField(max_length=20)
    secret = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=-1)  # of thirty seconds: a code serves once


class RecoveryCode(models.Model):
    """A code that serves once where the application is not at hand; kept as a keyed hash."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "digest"], name="recovery_code_once"),
            models.CheckConstraint(condition=~Q(digest=""), name="recovery_code_not_empty"),
        ]


class StaffSession(models.Model):
    """Where somebody has logged in: their own list, from which each can be ended."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="open_sessions")
    key = models.CharField(max_length=40, unique=True)  # of Django's table: the hash of the cookie
    began_at = models.DateTimeField()
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-began_at", "-id"]


class Affiliate(HoldsSecret):
    """A row of the registry of affiliates, filled by import (D6); `code` is opaque, stored normalised.

    By the two sound keys somebody is found whose birth date differs in one part (D19, `likeness.prepared_keys`).
    """

    code = models.CharField(_("código"), max_length=20)
    names = models.CharField(_("nombres y apellidos"), max_length=200)
    names_key = models.CharField(max_length=200)
    sound_key = models.CharField(max_length=20, blank=True, default="", db_default="")
    other_sound_key = models.CharField(max_length=20, blank=True, default="", db_default="")
    nationality = models.CharField(_("nacionalidad"), max_length=3, blank=True)
    birth_date = models.DateField(_("fecha de nacimiento"), null=True, blank=True)
    sex = models.CharField(_("sexo"), max_length=1, blank=True)  # as documents write it: F, M, or nothing
    email = models.EmailField(_("correo electrónico"), blank=True)
    mobile = models.CharField(_("celular"), max_length=20, blank=True)
    cedula = models.CharField(_("cédula"), max_length=10, null=True, blank=True)  # D21: or unknown  # noqa: DJ001
    active = models.BooleanField(_("afiliación activa"), default=True)
    updated_at = models.DateTimeField()
    synchronised_at = models.DateTimeField(_("sincronizado"), null=True, blank=True)  # last told by file or service

    class Meta:
        verbose_name = _("afiliado")
        verbose_name_plural = _("afiliados")
        constraints: ClassVar = [  # a field that is unique has a second index on PostgreSQL, which nothing reads
            models.UniqueConstraint(fields=["code"], name="affiliate_code"),
            models.UniqueConstraint(fields=["cedula"], condition=Q(cedula__isnull=False), name="affiliate_cedula"),
            models.CheckConstraint(condition=~Q(cedula=""), name="affiliate_cedula_not_empty"),
            models.CheckConstraint(condition=Q(sex__in=["", "F", "M", "X"]), name="affiliate_sex"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["birth_date", "sound_key", "other_sound_key", "id"], name="affiliate_search")
        ]

    def __str__(self) -> str:
        return self.code


class Person(HoldsSecret):
    """A dependent who holds a code: one person, one code, for life (D8, D11)."""

    names = models.CharField(max_length=200)
    names_key = models.CharField(max_length=200)
    sound_key = models.CharField(max_length=20, blank=True, default="", db_default="")
    other_sound_key = models.CharField(max_length=20, blank=True, default="", db_default="")
    birth_date = models.DateField()
    sex = models.CharField(max_length=1, blank=True)
    nationality = models.CharField(max_length=3)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["birth_date", "nationality", "names_key"], name="person_identity"),
            models.Index(fields=["birth_date", "sound_key", "other_sound_key", "id"], name="person_search"),
        ]

    def __str__(self) -> str:
        return f"P{self.pk}"


class IdDocument(models.Model):
    """A passport or visa of an affiliate or of a person; the history is kept, the newest `seen_at` first."""

    kind = models.CharField(max_length=10, choices=choices(DocumentKind, DOCUMENTS))
    number = models.CharField(max_length=30)  # as printed
    number_key = models.CharField(max_length=30)  # normalised
    country = models.CharField(max_length=3)
    valid_until = models.DateField(null=True, blank=True)
    seen_at = models.DateTimeField()
    affiliate = models.ForeignKey(
        Affiliate, models.CASCADE, null=True, blank=True, db_index=False, related_name="documents"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, db_index=False, related_name="documents")

    class Meta:
        ordering: ClassVar = ["-seen_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(affiliate__isnull=False, person__isnull=True)
                | Q(affiliate__isnull=True, person__isnull=False),
                name="document_has_one_holder",
            ),
            vocabulary_check("kind", DocumentKind, "document_kind"),
            models.UniqueConstraint(
                fields=["kind", "country", "number_key"],
                condition=Q(person__isnull=False),
                name="document_of_one_person",
            ),
            models.UniqueConstraint(
                fields=["kind", "country", "number_key"],
                condition=Q(affiliate__isnull=False),
                name="document_of_one_affiliate",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["number_key"], name="document_number"),  # D19: no matter who issued it
            index_of_filled("affiliate", "document_of_affiliate"),
            index_of_filled("person", "document_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.country}"


class Dependency(models.Model):
    """The link of a person with an affiliate: many to many (the same child may depend on two affiliates).

    One that ended (divorce, death, the union dissolved) stays, with the day and the paper (D23).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="dependencies")
    affiliate = models.ForeignKey(Affiliate, models.PROTECT, related_name="dependencies")
    link = models.CharField(max_length=10, choices=choices(Link, LINKS))
    since = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=300, blank=True)  # the paper, in words

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "affiliate"], name="dependency_once"),
            vocabulary_check("link", Link, "dependency_link"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by="") | Q(ended_on__isnull=False) & ~Q(ended_by=""),
                name="dependency_ended_by_a_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.affiliate}"
