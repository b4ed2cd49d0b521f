"""The addresses: a door per actor; those of the public doors name the language (D10)."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from vinculo.web.languages.addresses import PUBLIC_DOORS
from vinculo.web.public.turno.copy import manifest
from vinculo.web.shared.health import alive, health, ready
from vinculo.web.shared.kept import send_again

# Tried in this order: first the public doors, which nearly everybody asks for. No address of theirs is one of others.
urlpatterns = [
    *i18n_patterns(
        *(path(address, include(f"vinculo.web.{door}.urls")) for address, door in PUBLIC_DOORS.items()),
        prefix_default_language=False,
    ),
    path("salud", health, name="health"),
    path("salud/vivo", alive, name="alive"),
    path("salud/listo", ready, name="ready"),
    path("vinculo.webmanifest", manifest, name="manifest"),
    path("ventanilla/", include("vinculo.web.accounts.urls")),
    path("ventanilla/", include("vinculo.web.desk.urls")),
    path("auditoria/", include("vinculo.web.audit.urls")),
    path("juridica/", include("vinculo.web.legal.urls")),
    path("supervision/", include("vinculo.web.supervision.urls")),
    path("operacion/", include("vinculo.web.operation.urls")),
    path("reenviar/", send_again, name="kept"),
    path("contingencia/", include("vinculo.web.contingency.urls")),
    path("avisos/", include("vinculo.web.notices.urls")),
    path("confirmaciones/", include("vinculo.web.agreements.urls")),
    path("proteccion-de-datos/", include("vinculo.web.delegate.urls")),
    path("administracion/", admin.site.urls),
    path("demo/", include("vinculo.demo.urls")),
]

handler400 = "vinculo.web.shared.errors.bad_request"
handler403 = "vinculo.web.shared.errors.forbidden"
handler404 = "vinculo.web.shared.errors.not_found"
handler500 = "vinculo.web.shared.errors.server_error"
