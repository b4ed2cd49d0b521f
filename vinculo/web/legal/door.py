"""The door of the legal unit: its own people only."""

from vinculo.rules.staff.access import Work
from vinculo.web.shared.doors import door, staff_of

__all__ = ["lawyer", "staff_of"]

lawyer = door(Work.LEGAL)
