"""The door of the legal unit: its own people only."""

from vinculo.web.shared.doors import door, staff_of

__all__ = ["lawyer", "staff_of"]

lawyer = door("is_legal")
