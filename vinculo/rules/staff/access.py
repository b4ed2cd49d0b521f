"""What each role may do, and where: one table, which every door, query and action reads (D33)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff is here for."""

    OFFICER = "officer"  # of the counter, and of reception where one person does both
    RECEPTION = "reception"
    LEGAL = "legal"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    DELEGATE = "delegate"  # of the protection of personal data


class Territory(StrEnum):
    """Where the role holds; an account without one has no access."""

    NATION = "nation"
    PROVINCE = "province"
    CENTRES = "centres"


class Work(StrEnum):
    """What somebody may be let in to do."""

    RECEPTION = "reception"  # meet people, give turnos and numbers
    COUNTER = "counter"  # call, receive papers, decide, issue codes
    SECOND = "second"  # confirm what somebody else asked
    COPIES = "copies"  # see the scanned papers of a case
    CONTINGENCY = "contingency"  # print what a day without system needs
    LEGAL = "legal"  # powers and adoptions of a province
    SUPERVISION = "supervision"  # answer for centres: take back, look again, answer complaints
    DAY = "day"  # read day and figures, plan the week, set the policy of the queue
    ARCHIVE = "archive"  # hand a whole case over to the archive
    REFERENCE = "reference"  # edit reference data and accounts
    OPERATION = "operation"  # watch the running of the service
    LOG = "log"  # read who did and looked at what
    DATA_PROTECTION = "data_protection"  # the rights of the person


NOTHING: frozenset[Work] = frozenset()
OF_COUNTER = frozenset({Work.RECEPTION, Work.COUNTER, Work.SECOND, Work.COPIES, Work.CONTINGENCY})
OF_SUPERVISOR = frozenset({Work.SUPERVISION, Work.DAY, Work.SECOND, Work.COPIES, Work.CONTINGENCY, Work.ARCHIVE})

# D33: a pair that is not here does not exist, and what is not in its row is refused.
MATRIX: Mapping[tuple[str, str], frozenset[Work]] = {
    (Role.OFFICER, Territory.CENTRES): OF_COUNTER,
    (Role.RECEPTION, Territory.CENTRES): frozenset({Work.RECEPTION}),
    (Role.LEGAL, Territory.PROVINCE): frozenset({Work.LEGAL, Work.SECOND}),
    (Role.SUPERVISOR, Territory.CENTRES): OF_SUPERVISOR,
    (Role.SUPERVISOR, Territory.PROVINCE): OF_SUPERVISOR,
    (Role.SUPERVISOR, Territory.NATION): OF_SUPERVISOR,
    (Role.ADMINISTRATOR, Territory.NATION): frozenset({Work.DAY, Work.REFERENCE, Work.OPERATION}),
    (Role.AUDITOR, Territory.NATION): frozenset({Work.LOG}),
    (Role.DELEGATE, Territory.NATION): frozenset({Work.DATA_PROTECTION}),
}


def allowed_work(role: str, territory: str) -> frozenset[Work]:
    """Return what a role may do in a territory: without a territory nothing."""
    return MATRIX.get((role, territory), NOTHING)


def territories_of(role: str) -> list[str]:
    """Return the territories that a role can have."""
    return [str(territory) for of, territory in MATRIX if of == role]


def derive_territory(role: str, *, has_centre: bool, has_province: bool) -> str:
    """Return the territory that role and place leave no doubt about, else nothing: a nation is never guessed.

    Reception and counter work at a centre, a legal unit for a province, and three roles for the institution as a whole.
    """
    possible = territories_of(role)
    if has_centre and Territory.CENTRES in possible:
        return Territory.CENTRES
    if has_province and Territory.PROVINCE in possible:
        return Territory.PROVINCE
    return Territory.NATION if possible == [Territory.NATION] else ""
