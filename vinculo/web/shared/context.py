"""What every template gets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def common(request: HttpRequest) -> dict[str, Any]:
    """Return the contact of S08, the version, whether this is the demo and whether messages go to mobiles."""
    return {
        "contact": settings.CONTACT,
        "demo": settings.DEMO,
        "version": settings.VERSION,
        "phone_messages": settings.PHONE_MESSAGES,
    }
