"""What a second person agrees to or not (D18): the kinds, the states and the acts that each allows, who may decide.

What the first saw is kept with the request, two records side by side: the second decides on exactly that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256

from vinculo.rules.shared.transitions import Transitions


class AgreementKind(StrEnum):
    """What the first officer confirms and a second has to agree to."""

    AFFILIATE_IDENTITY = "affiliate_identity"  # D18: the paper shown is of the affiliate of this code
    IDENTITY_EXPLAINED = "identity_explained"  # D18: a document explains what contradicts the registry
    CANDIDATE_DISMISSED = "candidate_dismissed"  # D19: somebody alike is somebody else
    NAME_CORRECTED = "name_corrected"  # D27: a misspelt name of an issued certificate
    CODE_RESTORED = "code_restored"  # D27: superseded by a cédula by mistake
    ECUADORIAN_ORIGIN = "ecuadorian_origin"  # D22: somebody of Ecuadorian origin goes on all the same
    LINK_PLAUSIBLE = "link_plausible"  # D23: a link that is seldom so is believed


# Never on the word of officers alone.
ONLY_SUPERVISORS = frozenset(
    {AgreementKind.IDENTITY_EXPLAINED, AgreementKind.ECUADORIAN_ORIGIN, AgreementKind.LINK_PLAUSIBLE}
)
BY_THE_LEGAL_UNIT = frozenset({AgreementKind.LINK_PLAUSIBLE})  # D23: or by the legal unit, as an adoption


class AgreementState(StrEnum):
    """Where the request for a second stands."""

    WAITING = "waiting"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    LAPSED = "lapsed"  # nobody decided in time
    WITHDRAWN = "withdrawn"  # by the person who asked, or because what was compared has changed


class AgreementAct(StrEnum):
    """What may be done to a request for a second."""

    ASK = "ask"
    AGREE = "agree"
    DISAGREE = "disagree"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


DECIDED_BY_A_SECOND = (AgreementState.AGREED, AgreementState.DISAGREED)

_S, _DO = AgreementState, AgreementAct
AGREEMENT = Transitions(
    states=AgreementState,
    first={_DO.ASK: _S.WAITING},
    rows={
        (_S.WAITING, _DO.AGREE): _S.AGREED,
        (_S.WAITING, _DO.DISAGREE): _S.DISAGREED,
        (_S.WAITING, _DO.LAPSE): _S.LAPSED,
        (_S.WAITING, _DO.WITHDRAW): _S.WITHDRAWN,
    },
)


class ComparedField(StrEnum):
    """What one line of the two records is about."""

    NAMES = "names"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    NATIONALITY = "nationality"
    DOCUMENTS = "documents"
    EXPLAINED_BY = "explained_by"
    PEOPLE = "people"  # two people, of whom neither is the other (D22, D23)
    BIRTHS = "births"
    FINDING = "finding"


_NEVER_THE_SAME = frozenset({ComparedField.DOCUMENTS, ComparedField.PEOPLE, ComparedField.BIRTHS})


@dataclass(frozen=True)
class Compared:
    """One line of two records side by side, as people read it: what is known, and what was shown."""

    field: ComparedField
    known: str
    shown: str

    @property
    def differs(self) -> bool:
        """Return whether the two say otherwise; what one of them does not say contradicts nothing."""
        told = self.known and self.shown and self.field not in _NEVER_THE_SAME
        return bool(told and self.known != self.shown)

    def frozen(self) -> dict[str, str]:
        """Return the line as it is kept."""
        return asdict(self) | {"field": self.field.value}


def fingerprint(rows: Iterable[Compared]) -> str:
    """Return a short mark of the two records, which a form carries: anyone who acts acts on what they read (D30)."""
    text = json.dumps([each.frozen() for each in rows], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]


def thaw(rows: Iterable[dict[str, str]]) -> tuple[Compared, ...]:
    """Return the lines that were kept."""
    return tuple(Compared(ComparedField(each["field"]), each["known"], each["shown"]) for each in rows)
