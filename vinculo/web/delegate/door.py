"""The door of the data-protection delegate alone."""

from vinculo.rules.staff.access import Work
from vinculo.web.shared.doors import door, staff_of

__all__ = ["delegate", "staff_of"]

delegate = door(Work.DATA_PROTECTION)
