"""The field of a copy that was scanned at the desk: made anew from the file, or refused with what to do (D35)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vinculo.gateways.scans import make_anew
from vinculo.queries.control.copies import scan_limits
from vinculo.rules.control.copies import ScanFault, ScannedCopy, ScanRefused

FAULTS = {
    ScanFault.EMPTY: _("El archivo está vacío. Escanee otra vez y elija el archivo nuevo."),
    ScanFault.TOO_LARGE: _("El archivo pesa demasiado: como mucho %(megabytes)s MB. Escanee a 200 puntos, en gris."),
    ScanFault.NO_SCAN: _("Eso no es una imagen ni un PDF. Elija un archivo JPG, PNG o PDF del escáner."),
    ScanFault.BROKEN: _("El archivo está dañado o incompleto. Escanee otra vez y elija el archivo nuevo."),
    ScanFault.TOO_MANY_PIXELS: _("La imagen es demasiado grande. Escanee a 200 puntos por pulgada."),
    ScanFault.TOO_MANY_PAGES: _("El PDF tiene demasiadas páginas: como mucho %(pages)s. Sepárelo en dos archivos."),
    ScanFault.LOCKED: _("El PDF tiene contraseña. Escanee el documento sin protegerlo."),
}


class CopyField(forms.FileField):
    """An image or a PDF; cleaned it is the copy made anew."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"})
    default_error_messages = {
        "required": _("Elija el archivo de la copia."),
        "invalid": _("Elija el archivo otra vez: no llegó."),
        "missing": _("Elija el archivo otra vez: no llegó."),
        "empty": FAULTS[ScanFault.EMPTY],
    }

    def clean(self, data: Any, initial: Any = None) -> ScannedCopy | None:
        """Return the copy made anew, or None where no file was chosen and none need be."""
        uploaded = super().clean(data, initial)
        if not uploaded:
            return None
        limits = scan_limits()
        try:
            if uploaded.size > limits.size:  # not even read
                raise ScanRefused(ScanFault.TOO_LARGE)
            return make_anew(uploaded.read(), limits)
        except ScanRefused as error:
            params = {"megabytes": limits.size // (1024 * 1024), "pages": limits.pages}
            raise ValidationError(FAULTS[error.fault], code=error.fault.value, params=params) from error
