"""The door of the data-protection delegate alone."""

from vinculo.queries.rights.desk import DELEGATE
from vinculo.web.shared.doors import door, staff_of

__all__ = ["delegate", "staff_of"]

delegate = door(DELEGATE)
