"""Who of a legal unit is on duty (D35)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from vinculo.records.models import Role, Staff


def is_another_on_duty(staff: Staff, now: datetime) -> bool:
    """Return whether another active member of the same unit has logged in today: that is to be on duty.

    A session lasts twelve hours, so that nobody works a day without a log-in of that day.
    """
    unit = Staff.objects.filter(role=Role.LEGAL, is_active=True, province=staff.province_id).exclude(pk=staff.pk)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return unit.filter(last_login__gte=midnight, last_login__lte=now).exists()
