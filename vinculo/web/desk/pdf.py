"""PDFs of the desk: those of every door of the staff."""

from vinculo.web.documents import framing, pdf

__all__ = ["framing", "pdf"]
