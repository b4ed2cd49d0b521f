"""The addresses of the waiting list."""

from django.urls import path

from vinculo.web.public.waiting_list import pages

urlpatterns = [
    path("turnos/<token:token>/espera/", pages.join, name="waiting_join"),
    path("mi-espera/<token:token>/", pages.entry, name="waiting"),
    path("mi-espera/<token:token>/salir/", pages.leave, name="waiting_leave"),
    path("mi-espera/<token:token>/<token:offered>/aceptar/", pages.accept, name="waiting_accept"),
    path("mi-espera/<token:token>/<token:offered>/rechazar/", pages.decline, name="waiting_decline"),
]
