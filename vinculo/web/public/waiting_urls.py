"""The addresses of the waiting list."""

from django.urls import path

from vinculo.web.public import waiting

urlpatterns = [
    path("turnos/<token:token>/espera/", waiting.join, name="waiting_join"),
    path("mi-espera/<token:token>/", waiting.entry, name="waiting"),
    path("mi-espera/<token:token>/salir/", waiting.leave, name="waiting_leave"),
    path("mi-espera/<token:token>/<token:offered>/aceptar/", waiting.accept, name="waiting_accept"),
    path("mi-espera/<token:token>/<token:offered>/rechazar/", waiting.decline, name="waiting_decline"),
]
