"""The door of supervision: those who answer for the agencies, and administrators for what is theirs alone."""

from vinculo.rules.staff.access import Work
from vinculo.web.shared.doors import door, staff_of

__all__ = ["administrator", "staff_of", "supervisor"]

administrator = door(Work.REFERENCE)
supervisor = door(Work.DAY)
