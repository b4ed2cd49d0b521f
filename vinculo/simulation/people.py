"""The people of a simulated day: who comes, when, with whom and with which papers; drawn, and of nobody real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

GIVEN = (
    "Ana",
    "Luz",
    "Rosa",
    "Elena",
    "Marta",
    "Julia",
    "Irene",
    "Clara",
    "Diana",
    "Nora",
    "Luis",
    "Pedro",
    "Jorge",
    "Mario",
    "Hugo",
    "Iván",
    "Raúl",
    "Óscar",
    "Tomás",
    "Víctor",
)
FAMILY = (
    "Gómez",
    "Restrepo",
    "Rojas",
    "Díaz",
    "Peña",
    "Castro",
    "Mora",
    "Vargas",
    "León",
    "Suárez",
    "Acosta",
    "Bravo",
    "Cárdenas",
    "Duarte",
    "Espinel",
    "Fuentes",
    "Guerra",
    "Hurtado",
    "Ibarra",
    "Jaramillo",
)
CLOSES = 9 * 60  # minutes after opening


@dataclass(frozen=True)
class Relative:
    """A dependent of a simulated family."""

    names: str
    passport: str
    birth: date
    link: str
    has_cedula: bool = False


@dataclass
class Visitor:
    """Somebody who may come today; `called` is how many calls they do not hear, `minutes` how long they are served."""

    code: str
    names: str
    passport: str
    birth: date
    how: str  # turno, priority, same_day
    arrives: float  # minutes after opening, or after the hour of the turno
    minutes: float
    relatives: list[Relative] = field(default_factory=list)
    groups: tuple[str, ...] = ()
    accessible: bool = False
    by_proxy: bool = False
    endorsed: bool = True  # the power of the proxy, before they come
    sumilla: str = ""
    comes: bool = True
    lacks_paper: bool = False
    returns_after: float = 0.0  # minutes after the service: with the paper that was missing; 0: another day
    called: int = 0
    turns: str = ""  # skip, gone, transfer: what happens to them once

    @property
    def mobile(self) -> str:
        """Return a number of their own: what is asked for is limited per phone."""
        return f"+5939{int(self.code[-8:]):08d}"

    @property
    def proxy_passport(self) -> str:
        """Return the passport of the person who acts for them."""
        return self.passport.replace("AF", "AP")

    @property
    def proxy_names(self) -> str:
        """Return the names of the person who acts for them."""
        return f"Apoderada {self.names}"


@dataclass(frozen=True)
class Chances:
    """How often what happens, in the assumptions of ours that the simulation runs by."""

    no_show: float = 0.12
    late: float = 0.05
    priority: float = 0.12
    double: float = 0.1
    same_day: float = 0.18
    proxy: float = 0.12
    endorsed: float = 0.7
    lacks_paper: float = 0.2
    cannot: float = 0.03
    not_there: float = 0.06
    gone: float = 0.01
    skipped: float = 0.02
    passed_on: float = 0.02
    accessible: float = 0.04


class Town:
    """Draws people; numbers and names are never given twice."""

    def __init__(
        self,
        chance: Random,
        mark: str,
        today: date,
        groups: Sequence[str],
        chances: Chances | None = None,
        made: int = 0,
    ) -> None:
        """Begin after so many numbers and names that are of other towns."""
        self.chance, self.mark, self.today, self.groups = chance, mark, today, groups
        self.chances = chances or Chances()
        self.made = made

    def visitor(self) -> Visitor:
        """Return the next person."""
        draw, often = self.chance, self.chances
        how = self._how()
        visitor = Visitor(
            code=self._number("EXT"),
            names=self._names(),
            passport=self._number("AF"),
            birth=self._draw_birth(22, 64),
            how=how,
            arrives=self._arrives(how),
            minutes=0.0,
            comes=how != "turno" or draw.random() >= often.no_show,
            accessible=draw.random() < often.accessible,
            by_proxy=how == "turno" and draw.random() < often.proxy,
            endorsed=draw.random() < often.endorsed,
            lacks_paper=draw.random() < often.lacks_paper,
            called=draw.choice((1, 1, 2, 3)) if draw.random() < often.not_there else 0,
            turns=self._turns(),
        )
        visitor.relatives = [
            self._relative(index, visitor.birth) for index in range(draw.choices((1, 2, 3), (60, 27, 13))[0])
        ]
        visitor.minutes = max(4.0, draw.lognormvariate(2.0, 0.35) + 3.5 * len(visitor.relatives))
        if how == "priority" or (how == "turno" and draw.random() < often.priority / 4):
            visitor.groups = tuple(draw.sample(self.groups, 2 if draw.random() < often.double else 1))
        if visitor.lacks_paper and draw.random() < 0.35:
            visitor.returns_after = draw.uniform(45, 150)
        return visitor

    def _how(self) -> str:
        often = self.chances
        rest = 1 - often.priority - often.same_day
        return self.chance.choices(("turno", "priority", "same_day"), (rest, often.priority, often.same_day))[0]

    def _arrives(self, how: str) -> float:
        if how != "turno":
            return min(max(0.0, self.chance.triangular(-10, CLOSES - 20, 90)), CLOSES - 20.0)
        if self.chance.random() < self.chances.late:
            return self.chance.uniform(16, 75)
        return min(self.chance.gauss(-10, 8), 14.0)

    def _turns(self) -> str:
        often, drawn = self.chances, self.chance.random()
        for word, share in (("gone", often.gone), ("skip", often.skipped), ("transfer", often.passed_on)):
            if drawn < share:
                return word
            drawn -= share
        return ""

    def _relative(self, index: int, affiliate_birth: date) -> Relative:
        spouse = index == 1 and self.chance.random() < 0.5
        birth = self._draw_birth(22, 60) if spouse else self._draw_birth(1, 16)
        if not spouse:  # nobody is a parent at an age at which the desk would ask (D23)
            birth = max(birth, affiliate_birth + timedelta(days=365 * 18))
        return Relative(
            names=self._names(),
            passport=self._number("DE"),
            birth=birth,
            link="spouse" if spouse else "child",
            has_cedula=self.chance.random() < self.chances.cannot,
        )

    def _names(self) -> str:
        """Return two given and two family names, so drawn that no two people of a town share them."""
        self.made += 1
        number = self.made
        picked = []
        for source in (GIVEN, FAMILY, FAMILY, GIVEN):
            picked.append(source[number % len(source)])
            number //= len(source)
        return f"{picked[0]} {picked[3]} {picked[1]} {picked[2]}"

    def _number(self, kind: str) -> str:
        self.made += 1
        return f"{kind}{self.mark}{self.made:05d}"

    def _draw_birth(self, youngest: int, oldest: int) -> date:
        return self.today - timedelta(days=round(365.25 * self.chance.uniform(youngest, oldest)))
