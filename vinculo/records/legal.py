"""Powers of attorney at the legal unit, what was decided on each (S17, S38), and who has an interest in what (D35)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from vinculo.records.cases import Case
from vinculo.records.links.private import PrivateLink
from vinculo.records.people import Affiliate, Staff
from vinculo.records.places import Province
from vinculo.records.values.changes import HoldsSecret
from vinculo.records.vocabulary import choices, vocabulary_check, words
from vinculo.rules.legal.facts import Acting, MadeBefore
from vinculo.rules.legal.status import (
    DECIDING,
    DECIDING_ONCE,
    POWER,
    STANDING,
    WITH_SUMILLA,
    WITHOUT_SUMILLA,
    PowerAct,
    PowerStatus,
)
from vinculo.rules.shared.identity import PresenterKind
from vinculo.rules.shared.labels import POWER_DECISIONS
from vinculo.rules.shared.languages import ANOTHER


class Power(PrivateLink, HoldsSecret):
    """A power of attorney as one unit received it. `state` is written by actions only (`rules/legal/status.py`).

    `proxy_key` is the key of a turno's presenter, so that the counter finds the endorsement; `sumilla` the number of
    the endorsement, the private link that of its QR. Once decided, who and what it is about is for ever (triggers).
    One power is one proxy: of several that one deed names each is received on its own, and `deed` joins them; a
    substitution keeps the `deed` of the power whose proxy it `substitutes`, so that the chain can be read back.
    """

    reference = models.CharField(max_length=12, unique=True)
    province = models.ForeignKey(Province, models.PROTECT, related_name="powers")
    affiliate = models.ForeignKey(Affiliate, models.PROTECT, related_name="powers")
    state = models.CharField(max_length=12, choices=choices(PowerStatus), default=POWER.begin(PowerAct.RECEIVE).value)
    sumilla = models.CharField(max_length=20, blank=True)

    grantor_names = models.CharField(max_length=200)
    by_affiliate = models.BooleanField(null=True)
    proxy_kind = models.CharField(max_length=10, choices=choices(PresenterKind))
    proxy_number = models.CharField(max_length=30)
    proxy_country = models.CharField(max_length=3, blank=True)
    proxy_names = models.CharField(max_length=200)
    proxy_key = models.CharField(max_length=50)
    names_proxy = models.BooleanField(null=True)
    proxy_birth_date = models.DateField(null=True)
    minor_reason = models.CharField(max_length=300, blank=True)  # why a proxy under 18 is accepted
    acting = models.CharField(max_length=8, choices=choices(Acting), default=Acting.ALONE.value)
    proxies = models.PositiveSmallIntegerField(null=True)  # how many the deed names, where they act together
    deed = models.CharField(max_length=80, blank=True)
    substitutes = models.ForeignKey("self", models.PROTECT, null=True, related_name="substituted_by")
    may_substitute = models.BooleanField(null=True)

    made_before = models.CharField(max_length=14, choices=choices(MadeBefore))
    authority = models.CharField(max_length=200)
    number = models.CharField(max_length=60)
    number_key = models.CharField(max_length=60)  # folded: the same deed is not received twice
    place = models.CharField(max_length=120)
    country = models.CharField(max_length=3)
    made_on = models.DateField()
    expires_on = models.DateField(null=True)
    scope = models.CharField(max_length=2000)
    covers = models.BooleanField(null=True)
    language = models.CharField(max_length=3)
    language_name = models.CharField(max_length=60, blank=True)
    spanish_too = models.BooleanField(default=False)
    formality = models.CharField(max_length=14, default="none")
    formality_reason = models.CharField(max_length=300, blank=True)
    apostille_number = models.CharField(max_length=60, blank=True)
    apostille_on = models.DateField(null=True)
    apostille_authority = models.CharField(max_length=200, blank=True)
    apostille_address = models.CharField(max_length=300, blank=True)
    translation_seen = models.BooleanField(default=False)
    original_seen = models.BooleanField(default=False)
    copy = models.CharField(max_length=10, default="none")

    ended_on = models.DateField(null=True)  # when the person who granted it died
    ended_by = models.CharField(max_length=300, blank=True)  # how the unit knows it, in words
    email = models.EmailField(blank=True)  # where the decision is told
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=words(WITHOUT_SUMILLA), sumilla="")
                | (Q(state__in=words(WITH_SUMILLA)) & ~Q(sumilla=""))
                | Q(state=PowerStatus.ENDED.value),  # by a death, endorsed before or not
                name="power_state",
            ),
            models.CheckConstraint(
                condition=Q(state=PowerStatus.ENDED.value, ended_on__isnull=False) & ~Q(ended_by="")
                | ~Q(state=PowerStatus.ENDED.value) & Q(ended_on__isnull=True, ended_by=""),
                name="power_ended_by_a_source",
            ),
            vocabulary_check("made_before", MadeBefore, "power_made_before"),
            vocabulary_check("acting", Acting, "power_acting"),
            models.CheckConstraint(
                condition=Q(proxies__isnull=True) | Q(proxies__gte=2, acting=Acting.TOGETHER.value),
                name="power_proxies_together",
            ),
            models.CheckConstraint(condition=~Q(language=ANOTHER) | ~Q(language_name=""), name="power_language_named"),
            vocabulary_check("proxy_kind", PresenterKind, "power_proxy_kind"),
            models.CheckConstraint(
                condition=~Q(proxy_key="")
                & ~Q(proxy_number="")
                & (~Q(proxy_kind=PresenterKind.PASSPORT.value) | ~Q(proxy_country="")),
                name="power_has_a_proxy",
            ),
            models.UniqueConstraint(fields=["sumilla"], condition=~Q(sumilla=""), name="power_sumilla_once"),
            models.UniqueConstraint(
                fields=["affiliate", "proxy_key", "country", "number_key", "made_on"],
                condition=Q(state__in=words(STANDING)),
                name="power_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["affiliate", "proxy_key"], name="power_at_the_counter"),
            models.Index(fields=["province", "state", "received_at"], name="power_queue"),
            models.Index(fields=["affiliate", "deed"], name="power_deed"),
        ]

    def __str__(self) -> str:
        return self.reference


class PowerDecision(models.Model):
    """What the unit decided on a power: frozen with its reasons and the facts of what was printed; only appended."""

    power = models.ForeignKey(Power, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=choices(DECIDING, POWER_DECISIONS))
    items = models.JSONField(default=list)
    note = models.CharField(max_length=1000, blank=True)
    facts = models.JSONField(default=dict)
    rules_version = models.CharField(max_length=20)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["power", "kind"], condition=Q(kind__in=words(DECIDING_ONCE)), name="power_decided_once"
            ),
            vocabulary_check("kind", DECIDING, "power_decision_kind"),
        ]


class AdoptionLook(models.Model):
    """The unit's word that it looked at an adoption recorded at a counter; only appended."""

    paper = models.OneToOneField("records.PaperRecord", models.PROTECT, related_name="look")
    note = models.CharField(max_length=500, blank=True)
    looked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()
    disposal = models.ForeignKey("records.Disposal", models.PROTECT, null=True, db_index=False, related_name="+")


class PartyDeclaration(models.Model):
    """A member of staff is a party to a case or a power, or has an interest in it, by their own word."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="declarations")
    power = models.ForeignKey(Power, models.PROTECT, null=True, related_name="declarations")
    reason = models.CharField(max_length=500, blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, power__isnull=True) | Q(case__isnull=True, power__isnull=False),
                name="declaration_of_one",
            ),
            models.UniqueConstraint(fields=["staff", "case"], name="declaration_of_case_once"),
            models.UniqueConstraint(fields=["staff", "power"], name="declaration_of_power_once"),
        ]
