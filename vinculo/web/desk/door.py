"""The doors of the desk: reception and counter; what is not theirs is answered like what is not there."""

from vinculo.rules.staff.access import Work
from vinculo.web.shared.doors import door, staff_of

__all__ = ["officer", "receiver", "staff_of"]

officer = door(Work.COUNTER)
receiver = door(Work.RECEPTION)  # reception, and officers where one person does both
