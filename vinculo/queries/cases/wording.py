"""What the rules say, in the words in which it is shown and printed."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from vinculo.queries.shared.names import in_words
from vinculo.rules.cases.requirements.findings import Finding, Severity


@dataclass(frozen=True)
class Said:
    """A finding in plain words, with the requirement and its basis beside it."""

    code: str
    severity: str
    requirement: str
    rows: str
    text: str
    remedy: str
    basis: str
    paper: str = ""
    step: str = ""

    def frozen(self) -> dict[str, str]:
        """Return it as it is kept in a decision."""
        return asdict(self)

    @property
    def stops(self) -> bool:
        """Return whether no code can be issued with it."""
        return self.severity != Severity.WARNS


def finding_in_words(finding: Finding) -> Said:
    """Return a finding in the words of the present language; names inside it are translated too."""
    params = {name: in_words(value) for name, value in finding.params.items()}
    return Said(
        code=finding.code,
        severity=finding.severity.value,
        requirement=_(finding.title),
        rows=", ".join(finding.rows),
        text=_(finding.text) % params,
        remedy=_(finding.remedy) % params if params else _(finding.remedy).replace("%%", "%"),
        basis=finding.basis,
        paper=finding.paper.value if finding.paper else "",
        step=in_words(finding.step),
    )
