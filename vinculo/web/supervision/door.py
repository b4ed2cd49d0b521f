"""The door of supervision: those who answer for the agencies, and administrators for what is theirs alone."""

from vinculo.web.shared.doors import door, staff_of

__all__ = ["administrator", "staff_of", "supervisor"]

administrator = door("is_administrator")
supervisor = door("is_supervisor", "is_administrator")
