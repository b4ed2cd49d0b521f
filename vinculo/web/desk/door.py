"""The door of the desk: officers only, and what is not theirs is answered like what is not there."""

from vinculo.web.shared.doors import door, staff_of

__all__ = ["officer", "staff_of"]

officer = door("is_officer")
