"""Nobody decides a case in which they are a party (D35): asked by every act that decides, on the locked records."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.queries.shared.parties import is_party_to_case, is_party_to_people, is_party_to_power, people_of_code
from vinculo.records.events import write_event
from vinculo.records.models import Case, PartyDeclaration, Power, Staff
from vinculo.rules.shared.acts import Act, Subject


class IsParty(Exception):
    """Who acts is a party, or said that they have an interest: somebody else decides."""

    def __init__(self, *, case: Case | None = None, power: Power | None = None) -> None:
        super().__init__()
        self.case, self.power = case, power  # to which the answer leads back; neither for a person alone


def refuse_party(actor: Staff, case: Case) -> None:
    """Raise `IsParty` for an affiliate, presenter or dependent of the case, and for who declared an interest."""
    if is_party_to_case(actor, case):
        raise IsParty(case=case)


def refuse_party_to_power(actor: Staff, power: Power) -> None:
    """Raise `IsParty` for the affiliate or the proxy of a power, and for who declared an interest."""
    if is_party_to_power(actor, power):
        raise IsParty(power=power)


def refuse_party_to_person(actor: Staff, person: int) -> None:
    """Raise `IsParty` for a dependent who has a code, and for the affiliates on whom they depend."""
    if actor.party_digest and is_party_to_people(actor, *people_of_code(person)):
        raise IsParty


@transaction.atomic
def declare_interest_in_case(*, case: Case, reason: str, actor: Staff, now: datetime) -> PartyDeclaration:
    """Keep that somebody is a party to a case or has an interest in it, and decides nothing of it; twice is once.

    The caller has checked that they may see the case. It is not taken back.
    """
    Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    values = {"reason": reason.strip(), "declared_at": now}
    made, is_new = PartyDeclaration.objects.get_or_create(staff=actor, case=case, defaults=values)
    if is_new:
        write_event(act=Act.PARTY_DECLARED, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor)
    return made


@transaction.atomic
def declare_interest_in_power(*, power: Power, reason: str, actor: Staff, now: datetime) -> PartyDeclaration:
    """Keep that somebody is a party to a power or has an interest in it; twice is once. It is not taken back."""
    Power.objects.select_for_update(no_key=True, of=("self",)).get(pk=power.pk)
    values = {"reason": reason.strip(), "declared_at": now}
    made, is_new = PartyDeclaration.objects.get_or_create(staff=actor, power=power, defaults=values)
    if is_new:
        write_event(act=Act.PARTY_DECLARED, subject=Subject.POWER, subject_id=power.pk, now=now, actor=actor)
    return made
