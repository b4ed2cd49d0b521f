"""What the statements of the figures need of each database: day and hour at a centre, minutes, the larger value."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from vinculo.queries.shared.local_time import MAINLAND, seconds_behind_utc
from vinculo.records.models import Agency

CASE = "CASE a.timezone {whens} ELSE {mainland} END"
WHEN = "WHEN '{zone}' THEN {step}"
STEPS = {"sqlite": "'-{0} seconds'", "postgresql": "interval '{0} seconds'"}
LOCAL = {"sqlite": "datetime({0}, {1})", "postgresql": "(({0} AT TIME ZONE 'UTC') - {1})"}
DAYS = {"sqlite": "date({0})", "postgresql": "({0})::date"}
HOURS = {"sqlite": "CAST(strftime('%%H', {0}) AS integer)", "postgresql": "EXTRACT(HOUR FROM {0})::integer"}
MINUTES = {
    "sqlite": "ROUND((julianday({1}) - julianday({0})) * 1440, 2)",
    "postgresql": "date_part('epoch', {1} - {0}) / 60",
}
LARGER = {"sqlite": "MAX({0}, {1})", "postgresql": "GREATEST({0}, {1})"}
ITEMS = {"sqlite": "json_each(d.items) AS item", "postgresql": "jsonb_array_elements(d.items) AS item(value)"}


class Dialect:
    """Writes the parts of a statement for the database in use; the centre of a row is `a` (D9)."""

    def __init__(self, centres: Iterable[Agency]) -> None:
        self._vendor = connection.vendor
        step = STEPS[self._vendor]
        zones = sorted({centre.timezone for centre in centres} - {MAINLAND})
        mainland = step.format(seconds_behind_utc(MAINLAND))
        whens = " ".join(WHEN.format(zone=zone, step=step.format(seconds_behind_utc(zone))) for zone in zones)
        self._behind = CASE.format(whens=whens, mainland=mainland) if zones else mainland
        self.items = ITEMS[self._vendor]

    def local(self, moment: str) -> str:
        """Return the moment as the clock of the centre shows it; no zone of ours moves its clocks."""
        return LOCAL[self._vendor].format(moment, self._behind)

    def day(self, moment: str) -> str:
        """Return the day of a moment at the centre."""
        return DAYS[self._vendor].format(self.local(moment))

    def hour(self, moment: str) -> str:
        """Return the hour of a moment at the centre, from 0 to 23."""
        return HOURS[self._vendor].format(self.local(moment))

    def minutes(self, begins: str, ends: str) -> str:
        """Return the minutes from one moment to another."""
        return MINUTES[self._vendor].format(begins, ends)

    def larger(self, one: str, other: str) -> str:
        """Return the larger of two values."""
        return LARGER[self._vendor].format(one, other)
