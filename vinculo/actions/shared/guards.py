"""What every act of the staff begins with: who may do it, and that nobody else changed it meanwhile."""

from __future__ import annotations

from vinculo.records.models import Agency, Staff


class NotYours(Exception):
    """Only an officer of the agency that has the case may do this."""


class Stale(Exception):
    """Somebody else changed it since it was read: nothing was written."""


class NoReason(Exception):
    """The act needs a reason, a code of its list or a text, and none was given."""


def office_of(actor: Staff) -> Agency:
    """Return the agency of an officer; raise `NotYours` for anybody else."""
    if not actor.is_officer or actor.agency is None:
        raise NotYours
    return actor.agency
