"""The addresses: a door per actor."""

from django.contrib import admin
from django.urls import include, path

from vinculo.web.shared.health import health
from vinculo.web.shared.kept import send_again

urlpatterns = [
    path("salud", health, name="health"),
    path("ventanilla/", include("vinculo.web.accounts.urls")),
    path("ventanilla/", include("vinculo.web.desk.urls")),
    path("juridica/", include("vinculo.web.legal.urls")),
    path("tablero/", include("vinculo.web.board.urls")),
    path("supervision/", include("vinculo.web.supervision.urls")),
    path("reenviar/", send_again, name="kept"),
    path("contingencia/", include("vinculo.web.contingency.urls")),
    path("confirmaciones/", include("vinculo.web.agreements.urls")),
    path("administracion/", admin.site.urls),
    path("demo/", include("vinculo.demo.urls")),
    path("", include("vinculo.web.public.urls")),
]

handler400 = "vinculo.web.shared.errors.bad_request"
handler403 = "vinculo.web.shared.errors.forbidden"
handler404 = "vinculo.web.shared.errors.not_found"
handler500 = "vinculo.web.shared.errors.server_error"
