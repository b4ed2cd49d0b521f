"""Counts what *Transparencia* tells, as the upkeep of the house does when the hour is over (S09).

`python -m tests.journeys.next_hour`, in the house of the environment.
"""

from __future__ import annotations


def publish_as_in_an_hour() -> None:
    """Keep what is published of this month anew: it was counted within the hour, and stays until then."""
    from django.utils import timezone

    from vinculo.actions.feedback.keeping import PUBLISHED_EVERY, keep_published

    keep_published(now=timezone.now() + PUBLISHED_EVERY)


if __name__ == "__main__":
    import django

    django.setup()
    publish_as_in_an_hour()
