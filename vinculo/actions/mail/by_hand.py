"""Notices that are printed and given by hand, where no mail reaches the person; each stands in a list until then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Unpack

from django.utils.translation import gettext as _

from vinculo.actions.mail.kinds import mail_of
from vinculo.queries.shared import terms
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.spoken import speaking
from vinculo.records.events import write_event
from vinculo.records.mail import AboutNotice
from vinculo.records.models import Agency, PaperNotice
from vinculo.rules.mail.by_hand import WORKING_DAYS
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.marks import mark

AT_THE_CENTRE = mark("en cualquier ventanilla de este centro")  # in the place of a private link
MOST_SUBJECT = 200


def keep_notice(
    *,
    kind: MailKind,
    words: Mapping[str, str],
    agency: Agency,
    now: datetime,
    template: str = "",
    before: datetime | None = None,
    **about: Unpack[AboutNotice],
) -> PaperNotice:
    """Keep a notice that is to be handed over, in the caller's transaction; Spanish, as every paper that counts.

    Its text is that of the mail, or the `template` where paper says it otherwise. A private link stands in no paper.
    It is due in some working days, and no later than on the day of what it is to come `before`.
    """
    mail = mail_of(kind)
    with speaking(SPANISH):
        given = dict(words) | ({"url": _(AT_THE_CENTRE)} if "url" in words else {})
        subject, body = _(mail.subject) % given, _(template or mail.template) % given
    due = terms.end_of_term(agency, local_day(agency, now), WORKING_DAYS)
    notice = PaperNotice.objects.create(
        agency=agency,
        kind=kind,
        subject=subject[:MOST_SUBJECT],
        body=body,
        due=due if before is None else min(due, local_day(agency, before)),
        made_at=now,
        **about,
    )
    of_solicitud = notice.solicitud_id is not None
    write_event(
        act=Act.NOTICE_MADE,
        subject=Subject.SOLICITUD if of_solicitud else Subject.TURNO,
        subject_id=(notice.solicitud_id if of_solicitud else notice.turno_id) or 0,
        now=now,
        actor_kind=ActorKind.SYSTEM,
        fields=[f"kind:{kind}"],
    )
    return notice
