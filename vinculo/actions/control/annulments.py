"""What a person will be told when a code is opened for annulment or stands, before it is done (D30, D35)."""

from __future__ import annotations

from datetime import datetime

from vinculo.actions.cases.mails import MailPreview
from vinculo.actions.control import mails
from vinculo.actions.control.samples import end_of_hearing
from vinculo.records.models import Certificate, Sample


def preview_of_certificate(certificate: Certificate, reason: str, now: datetime) -> list[MailPreview]:
    """Return the mail of an opening that is not made yet; none where a notice is printed instead."""
    agency = certificate.agency
    sample = Sample(certificate=certificate, agency=agency, reason=reason, answer_until=end_of_hearing(agency, now))
    return mails.preview_opening(sample, now)


def preview_of_sample(sample: Sample, reason: str, *, opens: bool, now: datetime) -> list[MailPreview]:
    """Return the mail of opening a code, or of letting it stand; none where a notice is printed instead."""
    if opens:
        return preview_of_certificate(sample.certificate, reason, now)
    return mails.preview_kept(sample, now)
