"""The code of the procedure that is carried out here: the one place where it stands."""

from __future__ import annotations

FOREIGN_DEPENDENTS = "dependientes-extranjeros"  # Asignación de código de identificación para dependientes extranjeros
