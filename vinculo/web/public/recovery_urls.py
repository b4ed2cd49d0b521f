"""The addresses of finding a lost turno again."""

from django.urls import path

from vinculo.web.public import recovery

urlpatterns = [
    path("turnos/recuperar/", recovery.start, name="recovery"),
    path("turnos/recuperar/<token:token>/", recovery.code, name="recovery_code"),
    path("turnos/recuperar/<token:token>/otro/", recovery.send_again, name="recovery_send_again"),
    path("turnos/recuperar/<token:token>/turnos/", recovery.turnos, name="recovery_list"),
]
